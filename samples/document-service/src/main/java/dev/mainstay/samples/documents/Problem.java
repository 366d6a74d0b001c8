// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A request that is refused, as the client sees it: RFC 9457's problem+json. */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Map<String, String> AGAIN_IN_5_S = Map.of("Retry-After", "5");

    private final int status;
    private final String title;
    private final String detail;
    private final transient Map<String, String> headers;

    private Problem(int status, String title, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.headers = headers;
    }

    static Problem emptyDocument() {
        return new Problem(400, "Bad Request", "the document is empty", Map.of());
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not Found", detail, Map.of());
    }

    static Problem methodNotAllowed(String allowed) {
        String detail = "this resource knows " + allowed;
        return new Problem(405, "Method Not Allowed", detail, Map.of("Allow", allowed));
    }

    static Problem lengthRequired() {
        String detail = "a document comes with a Content-Length or in chunks";
        return new Problem(411, "Length Required", detail, Map.of());
    }

    static Problem tooLarge(long limit) {
        String detail = "a document has at most %d bytes".formatted(limit);
        return new Problem(413, "Content Too Large", detail, Map.of());
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Service Unavailable", detail, AGAIN_IN_5_S);
    }

    static Problem internal() {
        return new Problem(500, "Internal Server Error", "this is our fault", Map.of());
    }

    /** The rest of the request may never be read, so the connection has no future. */
    void send(HttpExchange exchange) throws IOException {
        Headers answer = exchange.getResponseHeaders();
        headers.forEach(answer::set);
        answer.set("Connection", "close");
        Json.send(exchange, status, "application/problem+json", json());
    }

    private ObjectNode json() {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
    }
}
