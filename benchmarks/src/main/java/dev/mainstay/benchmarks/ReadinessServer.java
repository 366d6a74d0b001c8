// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The server that {@link ReadinessLoad} measures, in a process of its own. It answers {@code
 * /health/ready} of ten checks, and {@code /static}, prints its port, and obeys its standard input:
 * {@code hang} makes one of the checks hang, any other line lets it go.
 */
public final class ReadinessServer {
    private static final int CHECKS = 10;

    private static volatile CountDownLatch free = new CountDownLatch(0);

    private ReadinessServer() {}

    /**
     * Serves until its standard input ends.
     *
     * @param args {@code jdk}, {@code javalin}, {@code jetty} or {@code tomcat}
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
                                                .timeout(Duration.ofMillis(200)))
                        .build()
                        .start();
        health.awaitUp(Probe.READINESS, Duration.ofSeconds(10));
        System.out.println(ServerKind.named(args[0]).start(HealthEndpoints.of(health)));
        obey();
        System.exit(0);
    }

    private static void obey() throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            free.countDown();
            if (line.equals("hang")) {
                free = new CountDownLatch(1);
            }
        }
    }
}
