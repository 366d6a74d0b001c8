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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The bytes of the readiness answer as it was at the start, written by a handler as one would write
 * it for each server: with all headers of that answer, or with none but the type.
 */
final class StaticAnswer {
    /** Where it has all headers; as long as readiness's: servers read a request octet by octet. */
    static final String PATH = "/static/ready";

    /** Where it has what a user would write by hand: type and length. */
    static final String BY_HAND = "/byhand/ready";

    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;

    private StaticAnswer(String path, Map<String, String> headers, byte[] body) {
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    static List<StaticAnswer> of(HealthEndpoints endpoints) {
        HealthResponse answer =
                endpoints.handle(HealthRequest.builder("GET").path("/health/ready").build());
        var body = new ByteArrayOutputStream();
        try {
            answer.writeTo(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = answer.headers();
        Map<String, String> type = Map.of("Content-Type", all.get("Content-Type"));
        return List.of(
                new StaticAnswer(PATH, all, body.toByteArray()),
                new StaticAnswer(BY_HAND, type, body.toByteArray()));
    }

    String path() {
        return path;
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
