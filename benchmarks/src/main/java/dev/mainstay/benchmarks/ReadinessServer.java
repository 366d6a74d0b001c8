// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Impact;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.jdk.JdkHealthServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The server that {@link ReadinessLoad} and {@link ConnectionsSoak} measure, in a process of its
 * own. It answers {@code /health/ready} of ten checks, and {@code /static/ready}, prints its port,
 * and obeys its standard input: {@code hang} makes one of the checks hang, {@code free} lets it go,
 * and {@code heap} prints the bytes of the heap that are used after a collection.
 */
public final class ReadinessServer {
    static final String HEALTH_PORT = "health-port";
    static final String HANG = "hang";
    static final String FREE = "free";
    static final String HEAP = "heap";

    private static final int CHECKS = 10;

    private static volatile CountDownLatch free = new CountDownLatch(0);

    private ReadinessServer() {}

    /**
     * Serves until its standard input ends.
     *
     * @param args {@code jdk}, {@code javalin}, {@code jetty}, {@code tomcat}, or {@code
     *     health-port}, which has no {@code /static/ready}
     * @throws Exception if it cannot start
     */
    public static void main(String[] args) throws Exception {
        var builder = HealthMonitor.builder();
        for (int i = 1; i < CHECKS; i++) {
            builder.readiness("check-" + i, Health::up);
        }
        HealthMonitor health =
                builder.readiness(
                                "hanging",
                                () -> {
                                    free.await();
                                    return Health.up();
                                },
                                check ->
                                        check.interval(Duration.ofSeconds(1))
                                                .timeout(Duration.ofMillis(200))
                                                .impact(Impact.DEGRADES))
                        .build()
                        .start();
        health.awaitUp(Probe.READINESS, Duration.ofSeconds(10));
        System.out.println(start(args[0], HealthEndpoints.of(health)));
        obey();
        System.exit(0);
    }

    private static int start(String server, HealthEndpoints endpoints) throws Exception {
        if (server.equals(HEALTH_PORT)) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return JdkHealthServer.start(endpoints, address).port();
        }
        return ServerKind.named(server).start(endpoints);
    }

    private static void obey() throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            switch (line) {
                case HANG -> free = new CountDownLatch(1);
                case FREE -> free.countDown();
                case HEAP -> System.out.println(usedHeap());
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
