// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.jdk.JdkHealthHandler;
import dev.mainstay.http.jdk.JdkHealthServer;
import dev.mainstay.http.jdk.JdkServers;
import dev.mainstay.http.jdk.JdkTrafficFilter;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The server that is shut down under load, in a process of its own: {@code mainstay}, or {@code
 * plain}, which has a shutdown hook that calls {@link HttpServer#stop} with 5 s. Both answer {@code
 * /work} after 50 ms and {@code /health/ready} at once, on 32 threads of one port.
 */
public final class DeployServer {
    private static final Duration PROPAGATION = Duration.ofSeconds(2);

    private DeployServer() {}

    /**
     * Serves until the process is told to end.
     *
     * @param args the variant, and optionally a port
     * @throws Exception if it cannot start
     */
    public static void main(String[] args) throws Exception {
        JdkHealthServer.applyDefaults();
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server = HttpServer.create(address, 1_024);
        server.setExecutor(Executors.newFixedThreadPool(32));
        if (args[0].equals("mainstay")) {
            mainstay(server);
        } else {
            plain(server);
        }
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private static void mainstay(HttpServer server) throws InterruptedException {
        HealthMonitor health =
                HealthMonitor.builder().readiness("self", Health::up).build().start();
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health)
                        .propagationDelay(PROPAGATION)
                        .onSignals()
                        .build();
        HealthEndpoints endpoints =
                HealthEndpoints.builder(health).drainWith(shutdown.inFlight()).build();
        Traffic traffic = Traffic.of(shutdown.inFlight());
        JdkHealthHandler.of(endpoints).mountOn(server);
        server.createContext("/work", DeployServer::work)
                .getFilters()
                .add(JdkTrafficFilter.of(traffic));
        shutdown.on(
                Phase.LISTENERS,
                "http",
                () -> JdkServers.gracefulStop(server, shutdown.inFlight(), Duration.ofSeconds(1)));
        health.awaitUp(Probe.READINESS, Duration.ofSeconds(10));
    }

    private static void plain(HttpServer server) {
        server.createContext("/work", DeployServer::work);
        server.createContext("/health/ready", exchange -> answer(exchange, "UP"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(5)));
    }

    private static void work(HttpExchange exchange) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        answer(exchange, "done");
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(US_ASCII);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
