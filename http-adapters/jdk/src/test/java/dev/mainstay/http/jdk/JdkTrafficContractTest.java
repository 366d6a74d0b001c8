// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficHttpContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class JdkTrafficContractTest extends TrafficHttpContract {
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer server;

    @Override
    protected URI start(HealthEndpoints endpoints, Traffic traffic, Application application)
            throws IOException {
        JdkHealthServer.applyDefaults();
        server = newServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        JdkHealthHandler.of(endpoints).mountOn(server);
        var filter = JdkTrafficFilter.of(traffic);
        server.createContext("/app", exchange -> answer(exchange, application))
                .getFilters()
                .add(filter);
        server.createContext("/empty", exchange -> exchange.sendResponseHeaders(204, -1))
                .getFilters()
                .add(filter);
        server.setExecutor(threads);
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    HttpServer newServer(InetSocketAddress address) throws IOException {
        return HttpServer.create(address, 0);
    }

    /** Looks at an exchange before it is answered. */
    void see(HttpExchange exchange) {}

    @Override
    protected void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange, Application application) throws IOException {
        see(exchange);
        application.run();
        if (exchange.getRequestHeaders().containsKey("X-Fail")) {
            throw new IllegalStateException("expected by the test");
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        byte[] body = "done".getBytes(US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
