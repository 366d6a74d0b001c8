// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** An extractor on loopback that fails, and holds its answers back, as it is told. */
final class SwitchableExtractor implements AutoCloseable {
    static final String POISON = "poison";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore answers = new Semaphore(Integer.MAX_VALUE);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    SwitchableExtractor() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** What it answers to all but poison. */
    void answers(int code) {
        status = code;
    }

    /** Holds all answers back. */
    void hold() {
        answers.drainPermits();
    }

    void letAnswer(int calls) {
        answers.release(calls);
    }

    /** The texts it was asked about, in order. */
    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(text);
            answers.acquire();
            int code = text.equals(POISON) ? 500 : status;
            byte[] answer = "{\"words\":1}".getBytes(UTF_8);
            exchange.sendResponseHeaders(code, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
