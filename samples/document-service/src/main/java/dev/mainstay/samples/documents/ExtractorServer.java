// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An extractor on loopback, for running the service with nothing else at hand. */
final class ExtractorServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(2, Threads.daemon("extractor"));

    ExtractorServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", ExtractorServer::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                var text = new InputStreamReader(exchange.getRequestBody(), UTF_8)) {
            byte[] answer = "{\"words\":%d}".formatted(countWords(text)).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** Words are what white space separates. */
    static long countWords(Reader text) throws IOException {
        long words = 0;
        boolean inWord = false;
        char[] piece = new char[8192];
        for (int n = text.read(piece); n != -1; n = text.read(piece)) {
            for (int i = 0; i < n; i++) {
                boolean blank = Character.isWhitespace(piece[i]);
                if (!blank && !inWord) {
                    words++;
                }
                inWord = !blank;
            }
        }
        return words;
    }
}
