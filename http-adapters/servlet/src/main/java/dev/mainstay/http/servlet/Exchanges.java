// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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

    /**
     * What follows the context path; all there is where a client spells that otherwise, with
     * escapes say, which then is the path of nothing.
     */
    private static String path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        boolean below = uri.startsWith(context) && uri.startsWith("/", context.length());
        return below ? uri.substring(context.length()) : uri;
    }

    private static Optional<String> joined(Enumeration<String> lines) {
        return lines.hasMoreElements()
                ? Optional.of(String.join(", ", Collections.list(lines)))
                : Optional.empty();
    }

    static void send(HttpServletResponse response, HealthResponse answer) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer.status() == HttpServletResponse.SC_NOT_MODIFIED) {
            response.flushBuffer(); // or some containers send a length of 0
            return;
        }
        response.setContentLength(answer.length());
        answer.writeTo(response.getOutputStream());
    }
}
