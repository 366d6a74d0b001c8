// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.jdk.JdkHealthHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Documents and health on one port. A request's headers are read by one of the threads before it is
 * known what it is for: clients that send theirs very slowly hold threads from the probes, each
 * until the server's {@code maxReqTime} (60 s) is over. A process with {@code ROLE=worker} has a
 * health port of its own, which such clients of this one do not affect.
 */
final class DocumentServer implements AutoCloseable {
    /** Requests for documents, once their headers are read, get no more than half of them. */
    private static final int THREADS = 2 * DocumentApi.MOST_REQUESTS;

    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(5);

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final DocumentApi api;

    private DocumentServer(HttpServer server, ThreadPoolExecutor threads, DocumentApi api) {
        this.server = server;
        this.threads = threads;
        this.api = api;
    }

    static DocumentServer start(
            InetSocketAddress address, DocumentApi api, HealthEndpoints endpoints)
            throws IOException {
        HttpServer server = open(address);
        server.createContext("/", api);
        JdkHealthHandler.of(endpoints).mountOn(server);
        var threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Threads.daemon("http"));
        threads.prestartAllCoreThreads();
        server.setExecutor(threads);
        server.start();
        return new DocumentServer(server, threads, api);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Ends the requests under way, then closes the port. */
    @Override
    public void close() {
        api.drain(TIME_TO_ANSWER);
        server.stop(0);
        threads.shutdownNow();
    }

    private static HttpServer open(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "PORT can't be opened: %s: %s".formatted(address, e.getMessage()), e);
        }
    }
}
