// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/** What an application leaves in its context for those whom the container makes. */
final class Attributes {
    private Attributes() {}

    static <T> T find(ServletContext context, String name, Class<T> type) throws ServletException {
        Object found = context.getAttribute(name);
        if (type.isInstance(found)) {
            return type.cast(found);
        }
        throw new ServletException(
                "attribute '%s' of the servlet context must hold %s, but was %s"
                        .formatted(name, type.getSimpleName(), named(found)));
    }

    /** Its class alone: what it would say of itself is the application's. */
    private static @Nullable String named(@Nullable Object found) {
        return found == null ? null : found.getClass().getName();
    }
}
