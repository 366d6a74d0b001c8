// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CloseTest {
    private final Scripted check = new Scripted(Health.up());
    private final Rig rig = Rig.readiness("a", check);

    @Test
    void scheduler_whoseMonitorClosesAtOnce_endsSoon() {
        for (int i = 0; i < 100; i++) {
            HealthMonitor.builder().readiness("redis", Health::up).build().start().close();
        }

        await().atMost(ofSeconds(3)).until(() -> schedulers() == 0);
    }

    private static long schedulers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals("mainstay-health-scheduler"))
                .count();
    }

    @Test
    void close_makesReadinessDownAndSaysClosed() {
        rig.monitor.close();

        assertThat(rig.ready()).isEqualTo(Status.DOWN);
        assertThat(rig.message("mainstay-closed")).isEqualTo("closed");
    }

    /** Liveness that fails in a shutdown makes the orchestrator kill the drain. */
    @Test
    void close_whileLivenessIsDown_makesLivenessUp() {
        var dead = new Scripted(Health.down("deadlock"));
        rig.monitor.addLiveness("dead", dead, o -> o.failureThreshold(1));
        rig.tick();
        assertThat(rig.live()).isEqualTo(Status.DOWN);

        rig.monitor.close();

        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void close_endsAllRuns() {
        rig.monitor.close();

        rig.refresh();
        rig.pass(ofSeconds(60));

        assertThat(check.runs).hasValue(1);
    }

    @Test
    void close_fromACheck_dropsItsOutcome() {
        rig.monitor.addReadiness(
                "b",
                () -> {
                    rig.monitor.close();
                    return Health.up();
                });

        rig.tick();

        assertThat(rig.of("b")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.ready()).isEqualTo(Status.DOWN);
    }

    @Test
    void close_twice_changesNothingMore() {
        rig.monitor.close();
        HealthReport closed = rig.monitor.report();

        rig.monitor.close();

        assertThat(rig.monitor.report()).isSameAs(closed);
    }

    @Test
    void closedMonitor_cannotBeReopened() {
        rig.monitor.close();

        assertThat(rig.monitor.remove("mainstay-closed")).isFalse();
        assertThat(rig.ready()).isEqualTo(Status.DOWN);
        assertThatThrownBy(rig.monitor::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the monitor is closed");
        assertThatThrownBy(() -> rig.monitor.addReadiness("b", check))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the monitor is closed");
    }

    @Test
    void closedMonitor_readsAndRemovalsWork() {
        rig.monitor.close();
        Gate gate = rig.monitor.gate("late");
        gate.close("late");

        assertThat(gate.open()).isTrue();
        assertThat(rig.monitor.remove("a")).isTrue();
        assertThat(rig.monitor.details(Probe.READINESS).checks()).hasSize(2);
    }

    @Test
    void awaitUp_whenClosedMeanwhile_returnsFalse() throws InterruptedException {
        HealthMonitor monitor = HealthMonitor.builder().build();
        var closer =
                new Thread(
                        () -> {
                            await().until(CloseTest::someoneAwaits);
                            monitor.close();
                        });
        closer.start();

        assertThat(monitor.awaitUp(Probe.READINESS, ofSeconds(60))).isFalse();
        closer.join();
    }

    @Test
    void close_ofARealMonitor_endsItsThreads() {
        Set<Thread> before = threads();
        HealthMonitor monitor =
                HealthMonitor.builder()
                        .readiness("a", check)
                        .onChange(change -> {})
                        .build()
                        .start();
        await().until(() -> monitor.report().status() == Status.UP);
        Set<Thread> made = threads();
        made.removeAll(before);
        assertThat(made).hasSizeGreaterThanOrEqualTo(4).allMatch(Thread::isDaemon);

        monitor.close();

        await().untilAsserted(() -> assertThat(made).noneMatch(Thread::isAlive));
    }

    private static boolean someoneAwaits() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(java.util.Arrays::stream)
                .anyMatch(frame -> frame.getMethodName().equals("awaitPassing"));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mainstay-"))
                .collect(Collectors.toSet());
    }

    /** The last changes are those that explain a shutdown. */
    @Test
    void changes_thatWaitForTheLogAtTheClose_areLoggedStill() {
        try (var log = new CapturedLog()) {
            HealthMonitor monitor = HealthMonitor.builder().build().start();
            for (int i = 0; i < 100; i++) {
                monitor.gate("gate-" + i).latch("shutting down");
            }
            monitor.close();

            await().until(() -> log.lines("UP -> DOWN").size() == 100);
        }
    }
}
