// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.ShutdownHttpContract;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.UploadHttpContract;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Errors are the application's own here: where it throws, the JDK's server answers nothing. */
class JdkShutdownContractTest extends ShutdownHttpContract {
    private static final Map<String, Integer> ERRORS = Map.of("/missing", 404, "/broken", 500);

    private final ExecutorService threads = Executors.newFixedThreadPool(16);
    private HttpServer server;

    @Override
    protected URI start(
            HealthEndpoints endpoints,
            ShutdownCoordinator shutdown,
            UploadHttpContract.Application application)
            throws IOException {
        JdkHealthServer.applyDefaults();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        JdkHealthHandler.of(endpoints).mountOn(server);
        server.createContext("/", exchange -> answer(exchange, application))
                .getFilters()
                .add(JdkTrafficFilter.of(Traffic.of(shutdown.inFlight())));
        server.setExecutor(threads);
        server.start();
        shutdown.on(
                Phase.LISTENERS,
                "http",
                () -> JdkServers.gracefulStop(server, shutdown.inFlight(), Duration.ofSeconds(1)));
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    protected void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, UploadHttpContract.Application application)
            throws IOException {
        application.run();
        Integer error = ERRORS.get(exchange.getRequestURI().getPath());
        if (error != null) {
            exchange.sendResponseHeaders(error, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, BODY.length());
            exchange.getResponseBody().write(BODY.getBytes(US_ASCII));
        }
        exchange.close();
    }
}
