// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes documents and tells what became of them.
 *
 * <p>At most {@link #MOST_REQUESTS} requests are under way; more are refused at once. So, however
 * long Redis or a body keeps them waiting, the server has threads left for the probes. A request
 * counts from when its headers are read, see {@link DocumentServer}.
 */
final class DocumentApi implements HttpHandler {
    static final int MOST_REQUESTS = 16;

    private static final Logger log = LoggerFactory.getLogger(DocumentApi.class);
    private static final String DOCUMENTS = "/documents";
    private static final long MOST_DISCARDED = 64L << 20;
    private static final int PIECE = 64 << 10;

    private final Semaphore permits = new Semaphore(MOST_REQUESTS);
    private final ExecutorService doorman =
            Executors.newFixedThreadPool(2, Threads.daemon("doorman"));
    private final DocumentStore store;
    private final Path tempDir;
    private final long maxContentLength;

    DocumentApi(DocumentStore store, Settings settings) {
        this.store = store;
        this.tempDir = settings.tempDir();
        this.maxContentLength = settings.maxContentLength();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!permits.tryAcquire()) {
            turnAway(exchange);
            return;
        }
        try (exchange) {
            answer(exchange);
        } finally {
            permits.release();
        }
    }

    /** Takes no more requests and waits for those under way. */
    void drain(Duration timeout) {
        try {
            if (!permits.tryAcquire(MOST_REQUESTS, timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("requests are still under way after {}", timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        doorman.shutdownNow();
    }

    /**
     * Closing waits for the rest of the request: a slow client must not hold the server's thread.
     */
    private void turnAway(HttpExchange exchange) throws IOException {
        try {
            refuse(exchange, Problem.unavailable("no more requests are taken at the moment"));
        } finally {
            doorman.execute(exchange::close);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            route(exchange);
        } catch (Problem e) {
            refuse(exchange, e);
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
            log.error("{} {} failed", exchange.getRequestMethod(), path, e);
            throw Problem.internal();
        }
    }

    private void add(HttpExchange exchange) throws Problem, IOException {
        String id;
        try (Upload upload = Upload.receive(exchange, tempDir, maxContentLength)) {
            id = store.add(upload.file());
        }
        exchange.getResponseHeaders().set("Location", DOCUMENTS + "/" + id);
        send(exchange, 202, "application/json", json(new Document(id, "queued", null, null)));
    }

    private void show(HttpExchange exchange, String id) throws Problem, IOException {
        Document document =
                store.find(id).orElseThrow(() -> Problem.notFound("there is no such document"));
        send(exchange, 200, "application/json", json(document));
    }

    private static void allow(HttpExchange exchange, String... methods) throws Problem {
        for (String method : methods) {
            if (method.equals(exchange.getRequestMethod())) {
                return;
            }
        }
        throw Problem.methodNotAllowed(String.join(", ", methods));
    }

    /** The rest of the request may never be read, so the connection has no future. */
    private static void refuse(HttpExchange exchange, Problem problem) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        problem.headers().forEach(headers::set);
        headers.set("Connection", "close");
        send(exchange, problem.status(), "application/problem+json", problem.json());
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

    private static void send(HttpExchange exchange, int status, String type, ObjectNode json)
            throws IOException {
        byte[] body = Json.MAPPER.writeValueAsBytes(json);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
    }
}
