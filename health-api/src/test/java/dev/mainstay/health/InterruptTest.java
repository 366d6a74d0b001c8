// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class InterruptTest {
    private static final int ROUNDS = 20_000;

    /** Interrupts a run at the moment it comes back, over and over, on one thread. */
    @Test
    void interrupt_atTheMomentOfTheReturn_neverOutlivesItsRun() throws Exception {
        var executor = new HandExecutor();
        var barrier = new CyclicBarrier(2);
        var armed = new AtomicBoolean();
        HealthCheck check =
                () -> {
                    if (armed.get()) {
                        barrier.await();
                    }
                    return Health.up();
                };
        var rig = new Rig(m -> m.readiness("a", check).executor(executor));
        executor.runAll();
        armed.set(true);
        var target = new AtomicReference<CheckRun>();
        var done = new AtomicBoolean();
        var interrupter =
                new Thread(
                        () -> {
                            while (passed(barrier) && !done.get()) {
                                target.get().interrupt();
                                passed(barrier);
                            }
                        });
        interrupter.start();
        int outlived = 0;
        for (int i = 0; i < ROUNDS; i++) {
            rig.refresh();
            target.set((CheckRun) executor.queue.remove());
            target.get().run();
            boolean atOnce = Thread.interrupted();
            barrier.await();
            outlived += atOnce || Thread.interrupted() ? 1 : 0;
        }
        done.set(true);
        barrier.await();
        interrupter.join();

        assertThat(outlived).isZero();
    }

    /** The interrupt is on its way, and the check comes back before it arrives. */
    @Test
    void interrupt_thatArrivesAfterTheCheckIsBack_isWaitedForAndCleared() throws Exception {
        var executor = new HandExecutor();
        var entered = new CountDownLatch(1);
        var onItsWay = new CountDownLatch(1);
        var runIsOver = new CountDownLatch(1);
        HealthCheck check =
                () -> {
                    entered.countDown();
                    onItsWay.await();
                    return Health.up();
                };
        var rig = new Rig(m -> m.readiness("a", check).executor(executor));
        var run = (CheckRun) executor.queue.remove();
        var outlived = new AtomicBoolean();
        var runner =
                new Thread(
                        () -> {
                            run.run();
                            runIsOver.countDown();
                            LockSupport.parkNanos(50_000_000);
                            outlived.set(Thread.interrupted());
                        }) {
                    @Override
                    public void interrupt() {
                        onItsWay.countDown();
                        passed(runIsOver);
                        super.interrupt();
                    }
                };
        runner.start();
        entered.await();

        run.interrupt();
        runner.join();

        assertThat(outlived).isFalse();
        assertThat(rig.of("a")).isEqualTo(Status.UP);
    }

    @Test
    void interrupt_ofRunsThatTimeOut_neverHitsAnotherOnTheSameThread() {
        var hits = new AtomicInteger();
        var misses = new AtomicInteger();
        var innocent = new AtomicInteger();
        HealthMonitorBuilder builder = HealthMonitor.builder();
        for (int i = 0; i < 8; i++) {
            builder.readiness(
                    "slow-" + i,
                    () -> {
                        LockSupport.parkNanos(12_000_000);
                        (Thread.interrupted() ? hits : innocent).incrementAndGet();
                        return Health.up();
                    },
                    o -> o.interval(ofMillis(10)).timeout(ofMillis(5)));
            builder.readiness(
                    "quick-" + i,
                    () -> {
                        misses.addAndGet(Thread.interrupted() ? 1 : 0);
                        LockSupport.parkNanos(200_000);
                        misses.addAndGet(Thread.interrupted() ? 1 : 0);
                        innocent.incrementAndGet();
                        return Health.up();
                    },
                    o -> o.interval(ofMillis(10)).timeout(ofSeconds(30)));
        }

        try (HealthMonitor monitor = builder.build().start()) {
            await().atMost(ofSeconds(30)).until(() -> hits.get() > 200 && innocent.get() > 500);
            assertThat(monitor.report().check("quick-0")).isPresent();
        }
        assertThat(misses).hasValue(0);
    }

    @Test
    void interruptFlag_leftByOneCheck_isNotSeenByTheNextOnItsThread() {
        var seen = new AtomicInteger();
        var runs = new AtomicInteger();
        HealthMonitorBuilder builder = HealthMonitor.builder();
        for (int i = 0; i < 16; i++) {
            builder.readiness(
                    "check-" + i,
                    () -> {
                        seen.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                        runs.incrementAndGet();
                        Thread.currentThread().interrupt();
                        return Health.up();
                    },
                    o -> o.interval(ofMillis(10)));
        }

        try (HealthMonitor monitor = builder.build().start()) {
            await().until(() -> runs.get() > 500);
            assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.UP);
        }
        assertThat(seen).hasValue(0);
    }

    /** Whether the latch opens within a moment. */
    private static boolean passed(CountDownLatch latch) {
        try {
            return latch.await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static boolean passed(CyclicBarrier barrier) {
        try {
            barrier.await();
            return true;
        } catch (Exception e) {
            return false;
        }
    }
}
