// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StuckCheckTest {
    @Test
    void details_ofAStuckCheck_sayForHowLongAndNotToEverybody() {
        var release = new CountDownLatch(1);
        try (HealthMonitor monitor =
                HealthMonitor.builder()
                        .readiness(
                                "hung",
                                () -> {
                                    release.await();
                                    return Health.up();
                                },
                                check ->
                                        check.timeout(Duration.ofMillis(50))
                                                .failureThreshold(1)
                                                .interruptOnTimeout(false))
                        .build()
                        .start()) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> monitor.report(Probe.READINESS).status() == Status.DOWN);
            HealthEndpoints endpoints = HealthEndpoints.of(monitor);

            assertThat(body(get(endpoints, "/health/detailed")))
                    .containsPattern("\"stuckSeconds\":[0-9]+,\"consecutiveFailures\":[1-9]");
            assertThat(body(get(endpoints, "/health/ready"))).isEqualTo("{\"status\":\"DOWN\"}");
        } finally {
            release.countDown();
        }
    }
}
