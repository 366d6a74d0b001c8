// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** From when a run's time counts. */
class RunTest {
    @Test
    void timeout_ofARunThatWaitedForAThread_countsFromItsStart() {
        var executor = new HandExecutor();
        var rig = new Rig(m -> m.readiness("a", Health::up).executor(executor));

        rig.pass(ofSeconds(30));
        assertThat(rig.details("a").consecutiveFailures()).isZero();
        executor.runAll();

        assertThat(rig.of("a")).isEqualTo(Status.UP);
    }

    @Test
    void timeout_ofARunThatBeganLate_isSeenInTime() {
        var executor = new HandExecutor();
        var rig = new Rig[1];
        HealthCheck slow =
                () -> {
                    rig[0].leap(ofSeconds(2));
                    assertThat(rig[0].details("a").stuckFor()).contains(ofSeconds(2));
                    return Health.up();
                };
        rig[0] =
                new Rig(
                        m ->
                                m.readiness("a", slow, o -> o.interruptOnTimeout(false))
                                        .executor(executor));
        rig[0].leap(ofSeconds(3));

        executor.runAll();

        assertThat(rig[0].details("a").consecutiveFailures()).isEqualTo(1);
    }

    @Test
    void run_thatIsBackBeforeTheSchedulerLooks_isLateAllTheSame() {
        var rig = new Rig[1];
        HealthCheck slow =
                () -> {
                    rig[0].time.advance(ofSeconds(3));
                    return Health.up();
                };
        rig[0] = new Rig(m -> m);
        rig[0].monitor.addReadiness("a", slow);
        rig[0].tick();

        assertThat(rig[0].details("a").consecutiveFailures()).isEqualTo(1);
        assertThat(rig[0].message("a")).isEqualTo("no answer within 2s");
        rig[0].tick();
        assertThat(rig[0].details("a").consecutiveFailures()).as("due at once").isEqualTo(2);
    }

    @Test
    void remaining_ofARun_isTheTimeToItsTimeout() {
        var time = new FakeTime();
        var seen = new CopyOnWriteArrayList<Duration>();
        HealthCheck check =
                new HealthCheck() {
                    @Override
                    public Health check() {
                        throw new AssertionError("the other one is called");
                    }

                    @Override
                    public Health check(Run run) {
                        seen.add(run.remaining());
                        time.advance(ofSeconds(1));
                        seen.add(run.remaining());
                        time.advance(ofSeconds(5));
                        seen.add(run.remaining());
                        return Health.up();
                    }
                };
        HealthMonitor own = TestMonitors.onFakeTime(time).readiness("a", check).build().start();

        TestMonitors.tick(own);
        await().until(() -> own.report().status() == Status.UP || seen.size() == 3);
        own.close();

        assertThat(seen).containsExactly(ofSeconds(2), ofSeconds(1), Duration.ZERO);
    }
}
