// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void json_ofAStuckCheck_saysForHowLongAndWhere() throws IOException {
        var hang = new AtomicBoolean();
        var hanging = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        HealthCheck search =
                () -> {
                    if (hang.get()) {
                        hanging.countDown();
                        release.await();
                    }
                    return Health.up();
                };
        var fixture = new Fixture(search, work -> runUntilItHangs(work, hanging)).started();
        hang.set(true);
        fixture.after(Duration.ofSeconds(12));
        for (int second = 0; second < 35; second++) {
            fixture.after(Duration.ofSeconds(1));
        }

        HealthResponse response = get(fixture.endpoints(Details.ALWAYS), "/health/ready");

        GoldenFilesTest.compare("json-stuck.json", response);
        release.countDown();
    }

    /** On a thread of its own, as nobody else's is to hang; returns when it is over or hangs. */
    private static void runUntilItHangs(Runnable work, CountDownLatch hanging) {
        var thread = new Thread(work, "hung");
        thread.setDaemon(true);
        thread.start();
        await().pollInterval(Duration.ofMillis(1)).until(() -> isOverOrHangs(thread, hanging));
    }

    private static boolean isOverOrHangs(Thread thread, CountDownLatch hanging) {
        Thread.State state = thread.getState();
        boolean hangs = hanging.getCount() == 0 && state == Thread.State.WAITING;
        return hangs || state == Thread.State.TERMINATED;
    }
}
