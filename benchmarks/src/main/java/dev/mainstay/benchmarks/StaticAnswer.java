// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * The readiness answer as it was at the start, headers and bytes, written by a handler as one would
 * write it for each server.
 */
final class StaticAnswer {
    /** As long as the path of readiness: every server here reads a request octet by octet. */
    static final String PATH = "/static/ready";

    private final Map<String, String> headers;
    private final byte[] body;

    private StaticAnswer(HealthResponse answer) {
        this.headers = answer.headers();
        this.body = new byte[answer.length()];
        answer.copyTo(body);
    }

    static StaticAnswer of(HealthEndpoints endpoints) {
        return new StaticAnswer(
                endpoints.handle(HealthRequest.builder("GET").path("/health/ready").build()));
    }

    void sendTo(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    void sendTo(Context context) {
        headers.forEach(context::header);
        context.result(body);
    }

    HttpServlet servlet() {
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                    throws IOException {
                headers.forEach(response::setHeader);
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            }
        };
    }
}
