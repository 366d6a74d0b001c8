// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;

/** Between the container's words and ours. */
final class Exchanges {
    private Exchanges() {}

    static HealthRequest request(HttpServletRequest request) {
        return HealthRequest.builder(request.getMethod())
                .path(path(request))
                .query(Optional.ofNullable(request.getQueryString()).orElse(""))
                .headers(name -> joined(request.getHeaders(name)))
                .build();
    }

    /** What follows the context path. */
    private static String path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        boolean below = uri.startsWith(context) && uri.startsWith("/", context.length());
        return uri.substring(below ? context.length() : lengthOf(context, uri));
    }

    /**
     * Its length where a client spells it with escapes: some containers give it with them and some
     * without. It is 0 where the path does not begin with it, as after dots or parameters.
     */
    private static int lengthOf(String context, String uri) {
        int end = 0;
        for (int at = 0; at >= 0 && end >= 0; at = context.indexOf('/', at + 1)) {
            end = uri.indexOf('/', end + 1);
        }
        try {
            String decoded = end > 0 ? URI.create(uri.substring(0, end)).getPath() : "";
            boolean same = decoded.equals(context) || decoded.equals(URI.create(context).getPath());
            return end > 0 && same ? end : 0;
        } catch (IllegalArgumentException malformed) {
            return 0;
        }
    }

    private static Optional<String> joined(Enumeration<String> lines) {
        return lines.hasMoreElements()
                ? Optional.of(String.join(", ", Collections.list(lines)))
                : Optional.empty();
    }

    static void send(HttpServletResponse response, HealthResponse answer) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.length());
        answer.writeTo(response.getOutputStream());
    }
}
