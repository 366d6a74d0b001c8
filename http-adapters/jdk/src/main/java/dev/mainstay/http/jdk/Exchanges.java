// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads health's requests from the JDK's exchanges, and writes its responses to them. */
final class Exchanges {
    private Exchanges() {}

    static HealthRequest request(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        return HealthRequest.builder(exchange.getRequestMethod())
                .path(Optional.ofNullable(uri.getRawPath()).orElse(""))
                .query(Optional.ofNullable(uri.getRawQuery()).orElse(""))
                .headers(it -> joined(exchange.getRequestHeaders().get(it)))
                .build();
    }

    private static Optional<String> joined(@Nullable List<String> lines) {
        return Optional.ofNullable(lines).map(it -> String.join(", ", it));
    }

    static void send(HttpExchange exchange, HealthResponse response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        // Not set(..), which looks at each value twice and makes a list that can grow.
        response.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        if (response.hasBody() && !exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(response.status(), response.length());
            response.writeTo(new InPieces(exchange.getResponseBody()));
            // Closing reads what is left of the request first, which may never come.
            exchange.getResponseBody().flush();
        } else {
            headers.set("Content-Length", Integer.toString(response.length()));
            exchange.sendResponseHeaders(response.status(), -1);
        }
    }

    /** The server's connection keeps room for twice the largest piece that it ever wrote. */
    private static final class InPieces extends OutputStream {
        private static final int SIZE = 4_096;

        private final OutputStream out;

        InPieces(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += SIZE) {
                out.write(bytes, offset + done, Math.min(SIZE, length - done));
            }
        }
    }
}
