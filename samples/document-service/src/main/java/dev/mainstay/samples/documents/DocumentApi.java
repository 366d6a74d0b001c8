// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.mainstay.shutdown.TempFiles;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes documents and tells what became of them. */
final class DocumentApi implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(DocumentApi.class);
    private static final String DOCUMENTS = "/documents";
    private static final long MOST_DISCARDED = 64L << 20;
    private static final int PIECE = 64 << 10;

    private final DocumentStore store;
    private final TempFiles files;
    private final long maxContentLength;

    DocumentApi(DocumentStore store, TempFiles files, long maxContentLength) {
        this.store = store;
        this.files = files;
        this.maxContentLength = maxContentLength;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            route(exchange);
        } catch (Problem e) {
            e.send(exchange);
            discardBody(exchange);
        }
    }

    private void route(HttpExchange exchange) throws Problem, IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            if (path.equals(DOCUMENTS)) {
                allow(exchange, "POST");
                add(exchange);
            } else if (path.startsWith(DOCUMENTS + "/")) {
                allow(exchange, "GET", "HEAD");
                show(exchange, path.substring(DOCUMENTS.length() + 1));
            } else {
                throw Problem.notFound("documents are at " + DOCUMENTS);
            }
        } catch (StoreUnavailableException e) {
            throw Problem.unavailable("documents can't be stored or found at the moment");
        } catch (RuntimeException e) {
            log.error(
                    "{} {} failed:{}",
                    exchange.getRequestMethod(),
                    Masking.mask(path),
                    Masking.trace(e));
            throw Problem.internal();
        }
    }

    private void add(HttpExchange exchange) throws Problem, IOException {
        String id;
        try (Upload upload = Upload.receive(exchange, files, maxContentLength)) {
            id = store.add(upload.file());
        }
        exchange.getResponseHeaders().set("Location", DOCUMENTS + "/" + id);
        Json.send(exchange, 202, "application/json", json(new Document(id, "queued", null, null)));
    }

    private void show(HttpExchange exchange, String id) throws Problem, IOException {
        Document document =
                store.find(id).orElseThrow(() -> Problem.notFound("there is no such document"));
        Json.send(exchange, 200, "application/json", json(document));
    }

    private static void allow(HttpExchange exchange, String... methods) throws Problem {
        for (String method : methods) {
            if (method.equals(exchange.getRequestMethod())) {
                return;
            }
        }
        throw Problem.methodNotAllowed(String.join(", ", methods));
    }

    /** A client that is still sending sees the answer only if it is not cut off right away. */
    private static void discardBody(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        byte[] piece = new byte[PIECE];
        long discarded = 0;
        for (int n = 0; n != -1 && discarded < MOST_DISCARDED; n = body.read(piece)) {
            discarded += n;
        }
    }

    private static ObjectNode json(Document document) {
        ObjectNode json =
                Json.MAPPER
                        .createObjectNode()
                        .put("id", document.id())
                        .put("status", document.status());
        if (document.words() != null) {
            json.put("words", document.words());
        }
        if (document.reason() != null) {
            json.put("reason", document.reason());
        }
        return json;
    }
}
