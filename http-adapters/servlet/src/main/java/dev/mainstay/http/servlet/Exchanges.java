// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Between the container's words and ours. */
final class Exchanges {
    private Exchanges() {}

    static HealthRequest request(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return HealthRequest.builder(request.getMethod())
                .path(path)
                .query(Optional.ofNullable(request.getQueryString()).orElse(""))
                .headers(name -> Optional.ofNullable(request.getHeader(name)))
                .build();
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
