// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.jdk.JdkHealthHandler;
import dev.mainstay.http.jdk.JdkServers;
import dev.mainstay.http.jdk.JdkTrafficFilter;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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
    private static final int THREADS = 2 * RequestLimit.MOST_REQUESTS;

    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(1);

    private final HttpServer server;
    private final InFlight inFlight;
    private final Traffic traffic;
    private final RequestLimit limit = new RequestLimit();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Threads.daemon("http"));

    private DocumentServer(HttpServer server, InFlight inFlight) {
        this.server = server;
        this.inFlight = inFlight;
        this.traffic = Traffic.of(inFlight);
    }

    static DocumentServer start(
            InetSocketAddress address,
            DocumentApi api,
            HealthEndpoints endpoints,
            InFlight inFlight)
            throws IOException {
        var started = new DocumentServer(open(address), inFlight);
        started.start(api, endpoints);
        return started;
    }

    int port() {
        return server.getAddress().getPort();
    }

    Traffic traffic() {
        return traffic;
    }

    /** Takes no more documents, and tells of none; probes are answered. */
    void refuse() {
        traffic.refuse();
    }

    @Override
    public void close() {
        boolean unused = JdkServers.gracefulStop(server, inFlight, TIME_TO_ANSWER);
        threads.shutdownNow();
        limit.close();
    }

    private void start(DocumentApi api, HealthEndpoints endpoints) {
        server.createContext("/", api)
                .getFilters()
                .addAll(List.of(limit, JdkTrafficFilter.of(traffic)));
        JdkHealthHandler.of(endpoints).mountOn(server);
        threads.prestartAllCoreThreads();
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer open(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "PORT can't be opened: %s: %s".formatted(address, Masking.message(e)), e);
        }
    }
}
