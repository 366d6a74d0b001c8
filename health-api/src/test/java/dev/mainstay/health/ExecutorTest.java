// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExecutorTest {
    @Test
    void run_thatTheExecutorRejects_isUnknown() {
        Executor full =
                work -> {
                    throw new RejectedExecutionException("queue is full");
                };

        var rig = new Rig(m -> m.readiness("a", Health::up).executor(full));

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.message("a"))
                .isEqualTo("the executor rejected the run: RejectedExecutionException");
        rig.pass(ofSeconds(30));
        assertThat(rig.details("a").consecutiveFailures()).isZero();
    }

    @Test
    void run_rejectedOnce_isTriedAgain() {
        var calls = new AtomicInteger();
        Executor fullAtFirst =
                work -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    work.run();
                };

        var rig = new Rig(m -> m.readiness("a", Health::up).executor(fullAtFirst));
        rig.pass(ofSeconds(1));

        assertThat(rig.of("a")).isEqualTo(Status.UP);
    }

    @Test
    void runs_manyRejected_freeTheirSlotsForTheOthers() {
        var calls = new AtomicInteger();
        Executor full =
                work -> {
                    calls.incrementAndGet();
                    throw new RejectedExecutionException();
                };
        HealthMonitorBuilder builder = HealthMonitor.builder().executor(full);
        for (int i = 0; i < 200; i++) {
            builder.readiness("check-" + i, Health::up);
        }

        try (HealthMonitor monitor = builder.build().start()) {
            await().atMost(ofSeconds(4)).until(() -> calls.get() >= 200);
            assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.UNKNOWN);
        }
    }

    /** Its slots must not be lost with the runs, or 32 of them would stop all checks for good. */
    @Test
    void executor_thatLostMoreRunsThanThereAreSlots_isTriedAgain() {
        var losing = new AtomicBoolean(true);
        Executor forgetful =
                work -> {
                    if (!losing.get()) {
                        work.run();
                    }
                };
        var rig =
                new Rig(
                        m -> {
                            for (int i = 0; i < 2 * CheckRunner.MAX_RUNS; i++) {
                                m.readiness("check-" + i, Health::up);
                            }
                            return m.executor(forgetful);
                        });
        losing.set(false);

        rig.pass(ofSeconds(60));

        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    /** A check on the scheduler's thread could stop all the others. */
    @Test
    void executor_thatRunsOnTheCaller_isDetectedAndRunsNoCheck() {
        var check = new Scripted(Health.up());
        HealthMonitorBuilder builder =
                HealthMonitor.builder().readiness("a", check).executor(Runnable::run);

        try (HealthMonitor monitor = builder.build().start()) {
            await().untilAsserted(
                            () ->
                                    assertThat(monitor.details().toString())
                                            .contains("on the scheduler's thread"));
            assertThat(check.runs).hasValue(0);
            assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.UNKNOWN);
        }
    }

    @Test
    void run_thatTheExecutorBeginsAfterTheClose_callsNoCheck() {
        var executor = new HandExecutor();
        var check = new Scripted(Health.up());
        var rig = new Rig(m -> m.readiness("a", check).executor(executor));

        rig.monitor.close();
        executor.runAll();

        assertThat(check.runs).hasValue(0);
    }

    @Test
    void run_thatTheExecutorBeginsAfterTheRemoval_callsNoCheck() {
        var executor = new HandExecutor();
        var check = new Scripted(Health.up());
        var rig = new Rig(m -> m.readiness("a", check).executor(executor));

        rig.monitor.remove("a");
        executor.runAll();

        assertThat(check.runs).hasValue(0);
    }

    @Test
    void executor_thatForgetsARun_leavesTheCheckUnknown() {
        var rig = new Rig(m -> m.readiness("a", Health::up).executor(work -> {}));

        rig.pass(ofSeconds(60));

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
    }
}
