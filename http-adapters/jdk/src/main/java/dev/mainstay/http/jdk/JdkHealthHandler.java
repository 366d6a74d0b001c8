// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthResponse;
import java.io.IOException;
import java.util.Optional;

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
    private final HealthEndpoints endpoints;

    private JdkHealthHandler(HealthEndpoints endpoints) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
    }

    /**
     * Makes a handler.
     *
     * @param endpoints what answers
     * @return the handler
     */
    public static JdkHealthHandler of(HealthEndpoints endpoints) {
        return new JdkHealthHandler(endpoints);
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
        Optional<HealthResponse> now =
                endpoints.handle(
                        Exchanges.request(exchange),
                        () -> answer -> LateAnswers.hand(exchange, answer));
        if (now.isPresent()) {
            try (exchange) {
                Exchanges.send(exchange, now.get());
            }
        }
    }
}
