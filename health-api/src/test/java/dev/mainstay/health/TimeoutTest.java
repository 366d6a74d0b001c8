// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that do not come back, on fake time and the monitor's own threads. */
class TimeoutTest {
    private final FakeTime time = new FakeTime();
    private final Hanging hanging = new Hanging();
    private HealthMonitor monitor =
            begin(builder().readiness("hung", hanging, o -> o.failureThreshold(1)));

    @AfterEach
    void letGo() {
        hanging.letGo(1_000);
        monitor.close();
    }

    @Test
    void run_withinItsTimeout_isNotDown() {
        awaitRuns(1);

        leap(ofSeconds(2).minusMillis(1));

        assertThat(status()).isEqualTo(Status.UNKNOWN);
        assertThat(details().stuckFor()).isEmpty();
    }

    /** A hung check must not keep the UP it had. */
    @Test
    void run_pastItsTimeout_isDown() {
        awaitRuns(1);
        hanging.letGo(1);
        awaitStatus(Status.UP);
        monitor.refresh();
        tick();
        awaitRuns(2);

        leap(ofSeconds(2));

        assertThat(status()).isEqualTo(Status.DOWN);
        assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.DOWN);
    }

    @Test
    void stuckRun_inDetails_saysHowLongAndWhere() {
        awaitRuns(1);
        leap(ofSeconds(2));

        leap(ofSeconds(40));

        assertThat(details().stuckFor()).contains(ofSeconds(42));
        assertThat(details().duration()).contains(ofSeconds(2));
        assertThat(details().message().orElseThrow())
                .startsWith("no answer within 2s, stuck for 42s in ")
                .contains(" < ");
    }

    @Test
    void stuckRun_foreachFurtherTimeout_isOneMoreFailure() {
        awaitRuns(1);
        monitor.close();
        monitor = begin(builder().readiness("hung", hanging));
        awaitRuns(2);

        leap(ofSeconds(2));
        assertThat(details().consecutiveFailures()).isEqualTo(1);
        assertThat(status()).isEqualTo(Status.UNKNOWN);
        leap(ofSeconds(2));
        assertThat(details().consecutiveFailures()).isEqualTo(2);
        leap(ofSeconds(2));

        assertThat(details().consecutiveFailures()).isEqualTo(3);
        assertThat(status()).isEqualTo(Status.DOWN);
    }

    @Test
    void stuckRun_longAfter_staysDownAndIsNotStale() {
        awaitRuns(1);

        for (int i = 0; i < 60; i++) {
            leap(ofSeconds(5));
        }

        assertThat(status()).isEqualTo(Status.DOWN);
        assertThat(details().message().orElseThrow()).contains("stuck for 300s");
    }

    /** A thread per timed-out run would leak one each interval. */
    @Test
    void hungCheck_forHours_costsOneThread() {
        awaitRuns(1);
        leap(ofSeconds(2));
        awaitInterrupts(1);
        int before = poolThreads();

        for (int i = 0; i < 2_000; i++) {
            leap(ofSeconds(5));
            monitor.refresh();
        }

        assertThat(hanging.runs).hasValue(1);
        assertThat(hanging.threads).hasSize(1);
        assertThat(poolThreads()).isLessThanOrEqualTo(before);
    }

    @Test
    void lateReturn_ofAStuckRun_isDroppedAndTheNextRunIsDueAtOnce() {
        awaitRuns(1);
        leap(ofSeconds(2));

        hanging.letGo(1);
        await().untilAsserted(() -> assertThat(details().stuckFor()).isEmpty());

        assertThat(status()).as("the UP that came too late").isEqualTo(Status.DOWN);
        tick();
        awaitRuns(2);
        hanging.letGo(1);
        awaitStatus(Status.UP);
    }

    @Test
    void interrupt_atTheTimeout_comesOnce() {
        awaitRuns(1);
        leap(ofSeconds(2));
        awaitInterrupts(1);

        for (int i = 0; i < 10; i++) {
            leap(ofSeconds(2));
        }
        hanging.letGo(1);
        await().untilAsserted(() -> assertThat(details().stuckFor()).isEmpty());

        assertThat(hanging.interrupts).hasValue(1);
    }

    /** Some clients lose their connection by an interrupt. */
    @Test
    void interrupt_whenSwitchedOff_doesNotCome() {
        var gentle = new Hanging();
        monitor.addReadiness("gentle", gentle, o -> o.interruptOnTimeout(false));
        tick();
        await().until(() -> gentle.runs.get() == 1);

        leap(ofSeconds(2));
        awaitInterrupts(1);
        leap(ofSeconds(2));
        gentle.letGo(1);
        await().until(() -> gentle.threads.stream().noneMatch(TimeoutTest::isInHanging));

        assertThat(gentle.interrupts).hasValue(0);
    }

    @Test
    void runs_pastTheirTimeouts_giveUpTheirSlots() {
        var all = new ArrayList<Hanging>();
        for (int i = 0; i < 80; i++) {
            var more = new Hanging();
            all.add(more);
            monitor.addReadiness("more-" + i, more, o -> o.timeout(ofMinutes(10)));
        }

        awaitUnderWay(all, CheckRunner.MAX_RUNS - 1);
        leap(ofSeconds(2));
        awaitUnderWay(all, CheckRunner.MAX_RUNS);
        leap(ofMinutes(10));
        awaitUnderWay(all, 2 * CheckRunner.MAX_RUNS);
        leap(ofMinutes(10));
        awaitUnderWay(all, 80);

        all.forEach(each -> each.letGo(1));
    }

    /** Checks one after another would add their timeouts up. */
    @Test
    void hungChecks_besideOthers_delayNone() {
        var quick = new Scripted(Health.up());
        for (int i = 0; i < 15; i++) {
            monitor.addReadiness("hung-" + i, hanging, o -> o.failureThreshold(1));
        }
        monitor.addReadiness("quick", quick);

        await().until(
                        () -> {
                            tick();
                            return quick.runs.get() == 1;
                        });
        awaitRuns(16);

        leap(ofSeconds(2));
        assertThat(monitor.report().checks())
                .filteredOn(check -> check.name().startsWith("hung"))
                .allMatch(check -> check.status() == Status.DOWN);
    }

    private HealthMonitorBuilder builder() {
        return TestMonitors.onFakeTime(time, () -> 0.5);
    }

    private HealthMonitor begin(HealthMonitorBuilder builder) {
        HealthMonitor begun = builder.build().start();
        TestMonitors.tick(begun);
        return begun;
    }

    private void tick() {
        TestMonitors.tick(monitor);
    }

    private void leap(Duration duration) {
        time.advance(duration);
        tick();
    }

    private Status status() {
        return monitor.report().check("hung").orElseThrow().status();
    }

    /** Details that are not a second old already: a change of membership renews them. */
    private CheckDetails details() {
        monitor.gate("rebuild-the-details");
        monitor.remove("rebuild-the-details");
        return monitor.details().checks().stream()
                .filter(check -> check.report().name().equals("hung"))
                .findFirst()
                .orElseThrow();
    }

    private void awaitRuns(int count) {
        await().until(
                        () -> {
                            tick();
                            return hanging.runs.get() == count;
                        });
    }

    private void awaitInterrupts(int count) {
        await().until(() -> hanging.interrupts.get() == count);
    }

    private void awaitStatus(Status status) {
        await().until(() -> status() == status);
    }

    private void awaitUnderWay(List<Hanging> all, int count) {
        await().until(
                        () -> {
                            tick();
                            return all.stream().mapToInt(each -> each.runs.get()).sum() == count;
                        });
    }

    private static boolean isInHanging(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(Hanging.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private static int poolThreads() {
        return (int)
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("mainstay-check-"))
                        .count();
    }
}
