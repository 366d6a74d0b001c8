// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final int CHECKS = 10_000;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void tenThousandChecks_afterTheStart_areAllUpByOneRunEach() throws InterruptedException {
        try (HealthMonitor monitor = monitor(CHECKS, Health::up)) {
            assertThat(monitor.awaitUp(Probe.READINESS, ofSeconds(60))).isTrue();

            assertThat(monitor.report(Probe.READINESS).checks()).hasSize(CHECKS);
            assertThat(runs.get()).isBetween(CHECKS, 3 * CHECKS);
        }
    }

    @Test
    void manyChecks_onTheMonitorsThreads_keepToTheirSlots() {
        HealthCheck slow =
                () -> {
                    LockSupport.parkNanos(3_000_000);
                    return Health.up();
                };
        try (HealthMonitor monitor = monitor(1_000, slow)) {
            await().atMost(ofSeconds(60)).until(() -> runs.get() >= 1_000);
            monitor.refresh();
            await().atMost(ofSeconds(60)).until(() -> runs.get() >= 2_000);

            assertThat(most).hasValueLessThanOrEqualTo(CheckRunner.MAX_RUNS);
            assertThat(threads)
                    .hasSizeLessThanOrEqualTo(CheckRunner.MAX_RUNS + CheckRunner.MAX_RUNS / 2);
            assertThat(monitor.report().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void manyChecks_addedWhileRunning_areAllUp() throws InterruptedException {
        try (HealthMonitor monitor = monitor(1, Health::up)) {
            for (int i = 0; i < 2_000; i++) {
                monitor.addReadiness("added-" + i, Health::up);
            }

            assertThat(monitor.awaitUp(Probe.READINESS, ofSeconds(60))).isTrue();
            assertThat(monitor.report().checks()).hasSize(2_001);
        }
    }

    private HealthMonitor monitor(int checks, HealthCheck check) {
        HealthMonitorBuilder builder = HealthMonitor.builder();
        for (int i = 0; i < checks; i++) {
            builder.readiness("check-" + i, () -> counted(check));
        }
        return builder.build().start();
    }

    private Health counted(HealthCheck check) throws Exception {
        runs.incrementAndGet();
        threads.add(Thread.currentThread());
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            return check.check();
        } finally {
            underWay.decrementAndGet();
        }
    }
}
