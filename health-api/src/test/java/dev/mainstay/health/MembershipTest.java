// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final Scripted first = new Scripted(Health.up());
    private final Scripted added = new Scripted(Health.up());
    private final Rig rig = Rig.readiness("first", first);

    @Test
    void add_whileRunning_isUnknownAndThenRunsAtOnce() {
        rig.monitor.addReadiness("added", added);
        assertThat(rig.ready()).isEqualTo(Status.UNKNOWN);

        rig.tick();

        assertThat(added.runs).hasValue(1);
        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    @Test
    void addLiveness_whileRunning_servesLivenessAlone() {
        added.says = Health.down("deadlock");
        rig.monitor.addLiveness("added", added, o -> o.failureThreshold(1));
        rig.tick();

        assertThat(rig.live()).isEqualTo(Status.DOWN);
        assertThat(rig.ready()).isEqualTo(Status.UP);
        assertThat(rig.monitor.report().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void add_ofATakenName_isRefusedAndChangesNothing() {
        HealthReport before = rig.monitor.report();

        assertThatThrownBy(() -> rig.monitor.addLiveness("first", added))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must be unique, but 'first' is taken");
        assertThat(rig.monitor.report()).isSameAs(before);
    }

    @Test
    void add_beforeTheStart_runsFromTheStart() {
        HealthMonitor monitor = TestMonitors.onFakeTime(rig.time).build();
        monitor.addReadiness("added", added);
        TestMonitors.tick(monitor);
        assertThat(added.runs).hasValue(0);

        monitor.start();
        TestMonitors.tick(monitor);

        assertThat(added.runs).hasValue(1);
    }

    /** A check that is gone must not leave the application down for ever. */
    @Test
    void remove_ofAFailingCheck_bringsReadinessBack() {
        first.says = Health.down("gone");
        rig.pass(ofSeconds(20));
        assertThat(rig.ready()).isEqualTo(Status.DOWN);

        assertThat(rig.monitor.remove("first")).isTrue();

        assertThat(rig.ready()).isEqualTo(Status.UP);
        assertThat(rig.monitor.report().checks()).isEmpty();
        assertThat(rig.monitor.details().checks()).isEmpty();
    }

    @Test
    void remove_ofACheck_endsItsRuns() {
        rig.monitor.remove("first");

        rig.pass(ofSeconds(60));

        assertThat(first.runs).hasValue(1);
        assertThat(rig.monitor.remove("first")).isFalse();
    }

    @Test
    void remove_whileItRuns_dropsTheOutcome() {
        rig.monitor.addReadiness(
                "added",
                () -> {
                    rig.monitor.remove("added");
                    return Health.down("nobody waits for it");
                });

        rig.tick();
        rig.pass(ofSeconds(30));

        assertThat(rig.monitor.report().check("added")).isEmpty();
        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    @Test
    void remove_whileItRuns_freesItsSlot() {
        var executor = new HandExecutor();
        var full = new Rig(m -> m.executor(executor));
        for (int i = 0; i < CheckRunner.MAX_RUNS; i++) {
            full.monitor.addReadiness("check-" + i, Health::up);
        }
        full.tick();
        full.monitor.addReadiness("added", added);
        full.tick();
        assertThat(executor.queue).hasSize(CheckRunner.MAX_RUNS);

        full.monitor.remove("check-7");
        full.tick();

        assertThat(executor.queue).hasSize(CheckRunner.MAX_RUNS + 1);
        executor.runAll();
        assertThat(added.runs).hasValue(1);
    }

    @Test
    void removeAndAdd_ofTheSameName_beginsAnew() {
        first.says = Health.down("gone");
        rig.pass(ofSeconds(20));
        rig.monitor.remove("first");

        rig.monitor.addReadiness("first", added);
        assertThat(rig.of("first")).isEqualTo(Status.UNKNOWN);
        rig.tick();

        assertThat(rig.of("first")).isEqualTo(Status.UP);
        assertThat(rig.details("first").consecutiveFailures()).isZero();
        int runs = first.runs.get();
        rig.pass(ofSeconds(60));
        assertThat(first.runs).hasValue(runs);
    }

    @Test
    void addAndRemove_fromACheck_works() {
        var once = new AtomicInteger();
        rig.monitor.addReadiness(
                "adds",
                () -> {
                    if (once.getAndIncrement() == 0) {
                        rig.monitor.addReadiness("added", added);
                        rig.monitor.remove("first");
                    }
                    return Health.up();
                });

        rig.tick();
        rig.tick();

        assertThat(rig.monitor.report().checks())
                .extracting(CheckReport::name)
                .containsExactly("added", "adds");
        assertThat(added.runs).hasValue(1);
    }

    @Test
    void build_twiceFromOneBuilder_sharesNothing() {
        HealthMonitorBuilder builder = TestMonitors.onFakeTime(rig.time).startup("both", added);
        HealthMonitor one = builder.build();
        HealthMonitor two = builder.readiness("both", added).build();

        assertThat(one.report(Probe.READINESS).checks()).isEmpty();
        assertThat(two.report(Probe.READINESS).checks()).hasSize(1);
        one.remove("both");
        assertThat(two.report(Probe.STARTUP).checks()).hasSize(1);
    }
}
