// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import java.io.IOException;

/**
 * Puts health into an application's own server. It answers on the server's threads: where those can
 * all be busy, {@link JdkHealthServer} answers still.
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
     * Answers, and closes the exchange.
     *
     * @throws IOException if the client does not take its answer: the server forgets its connection
     *     then, and keeps it for ever if it is not told
     */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Exchanges.send(exchange, endpoints.handle(Exchanges.request(exchange)));
        }
    }
}
