// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts health into an application's own server. It answers on the server's threads: where those can
 * all be busy, {@link JdkHealthServer} answers still. A request that waits for a change keeps none
 * of them, and is answered by the server's executor; where that has no threads of its own, by up to
 * 4 daemon threads of this.
 *
 * <pre>{@code
 * JdkHealthServer.applyDefaults();
 * HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
 * JdkHealthHandler.of(endpoints).mountOn(server);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class JdkHealthHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(JdkHealthHandler.class);
    private static final int MOST_LOST = 1_000;

    private final HealthEndpoints endpoints;
    private final int mostLost;
    private final AtomicInteger lost = new AtomicInteger();

    JdkHealthHandler(HealthEndpoints endpoints, int mostLost) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
        this.mostLost = mostLost;
    }

    /**
     * Makes a handler.
     *
     * @param endpoints what answers
     * @return the handler
     */
    public static JdkHealthHandler of(HealthEndpoints endpoints) {
        return new JdkHealthHandler(endpoints, MOST_LOST);
    }

    /**
     * Creates a context on a server for the base path, and for each alias. The JDK matches contexts
     * by the letters that a path begins with, so {@code /healthy} comes here too, and is 404.
     *
     * @param server the server, started or not
     * @throws IllegalArgumentException if the server has a context at one of the paths
     */
    public void mountOn(HttpServer server) {
        endpoints.roots().forEach(root -> server.createContext(root, this));
    }

    /**
     * Answers, or hands the exchange to who does later.
     *
     * @throws IOException if the client does not take its answer: the server forgets its connection
     *     then, and keeps it for ever if it is not told
     */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        HealthRequest request = Exchanges.request(exchange);
        Optional<HealthResponse> now =
                lost.get() < mostLost
                        ? endpoints.handle(
                                request, () -> it -> LateAnswers.hand(exchange, it, this::noteLost))
                        : Optional.of(endpoints.handle(request));
        if (now.isPresent()) {
            try (exchange) {
                Exchanges.send(exchange, now.get());
            }
        }
    }

    /** The server keeps its connection, 25 kB, for ever: it learns of no failure from elsewhere. */
    private void noteLost() {
        if (lost.incrementAndGet() == mostLost) {
            LOG.warn(
                    "{} clients went while they waited for a change; none waits any more",
                    mostLost);
        }
    }
}
