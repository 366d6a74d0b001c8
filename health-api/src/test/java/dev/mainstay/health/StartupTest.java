// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartupTest {
    private final Scripted warm = new Scripted(Health.down("cold"));
    private final Scripted redis = new Scripted(Health.down("refused"));

    @Test
    void startup_withNothingToAwait_isUpOnceStarted() {
        assertThat(new Rig(m -> m).startup()).isEqualTo(Status.UP);
    }

    /** A database's outage in a deploy must not become a restart storm. */
    @Test
    void startup_whileReadinessIsDown_isUpOnceAllHaveReported() {
        var executor = new HandExecutor();
        var rig =
                new Rig(
                        m ->
                                m.readiness("redis", redis)
                                        .readiness("disk", Health::up)
                                        .executor(executor));
        assertThat(rig.startup()).isEqualTo(Status.UNKNOWN);
        executor.queue.remove().run();
        assertThat(rig.startup()).isEqualTo(Status.UNKNOWN);

        executor.queue.remove().run();

        assertThat(rig.startup()).isEqualTo(Status.UP);
        assertThat(rig.ready()).isNotEqualTo(Status.UP);
    }

    @Test
    void startup_withACheckThatHangs_isUpAfterItsTimeout() {
        var hanging = new Hanging();
        var time = new FakeTime();
        HealthMonitor monitor =
                TestMonitors.onFakeTime(time, () -> 0.5).readiness("a", hanging).build().start();
        TestMonitors.tick(monitor);
        org.awaitility.Awaitility.await().until(() -> hanging.runs.get() == 1);
        time.advance(ofSeconds(2));

        TestMonitors.tick(monitor);

        assertThat(monitor.report(Probe.STARTUP).status()).isEqualTo(Status.UP);
        hanging.letGo(1);
        monitor.close();
    }

    @Test
    void startupCheck_failing_keepsStartupFromUp() {
        var rig = new Rig(m -> m.startup("warm", warm));
        assertThat(rig.startup()).isEqualTo(Status.UNKNOWN);

        rig.pass(ofSeconds(20));
        assertThat(rig.startup()).isEqualTo(Status.DOWN);
        warm.says = Health.up();
        rig.pass(ofSeconds(11));

        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void startup_onceUp_staysUpForGood() {
        var rig = new Rig(m -> m.startup("warm", warm));
        warm.says = Health.up();
        rig.pass(ofSeconds(20));
        warm.says = Health.down("cold again");
        rig.pass(ofSeconds(60));

        assertThat(rig.of("warm")).isEqualTo(Status.DOWN);
        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void startupChecks_passingOneAfterTheOther_areEnough() {
        var other = new Scripted(Health.up());
        var rig = new Rig(m -> m.startup("warm", warm).startup("other", other));
        other.says = Health.down("failed later");
        rig.pass(ofSeconds(30));
        warm.says = Health.up();

        rig.pass(ofSeconds(11));

        assertThat(rig.of("other")).isEqualTo(Status.DOWN);
        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void startupCheck_thatIsAlsoForReadiness_mustPass() {
        var rig = new Rig(m -> m.startup("warm", warm).readiness("warm", warm));
        rig.pass(ofSeconds(5));
        assertThat(rig.startup()).isNotEqualTo(Status.UP);
        warm.says = Health.up();
        rig.pass(ofSeconds(10));

        assertThat(rig.startup()).isEqualTo(Status.UP);
        assertThat(warm.runs.get()).as("one run serves both").isLessThan(8);
    }

    @Test
    void livenessChecks_areNotAwaited() {
        var executor = new HandExecutor();
        var rig = new Rig(m -> m.liveness("live", Health::up).executor(executor));

        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void startupAwaitsReadiness_whileReadinessIsDown_isNotUp() {
        var rig = new Rig(m -> m.readiness("redis", redis).startupAwaitsReadiness());
        rig.pass(ofSeconds(30));
        assertThat(rig.startup()).isNotEqualTo(Status.UP);
        redis.says = Health.degraded("slow");
        rig.pass(ofSeconds(11));
        assertThat(rig.startup()).isEqualTo(Status.UP);

        redis.says = Health.down("refused");
        rig.pass(ofSeconds(30));

        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void checks_addedAfterStartupWasUp_doNotUnlatchIt() {
        var rig = new Rig(m -> m);

        rig.monitor.addReadiness("redis", redis);

        assertThat(rig.startup()).isEqualTo(Status.UP);
        assertThat(rig.ready()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void checks_addedWhileStarting_areNotAwaited() {
        var executor = new HandExecutor();
        var rig = new Rig(m -> m.readiness("disk", Health::up).executor(executor));
        rig.monitor.addReadiness("redis", redis);

        executor.queue.remove().run();

        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void awaitedCheck_removed_isNotAwaitedAnyMore() {
        var rig = new Rig(m -> m.startup("warm", warm));

        rig.monitor.remove("warm");

        assertThat(rig.startup()).isEqualTo(Status.UP);
    }

    @Test
    void startPeriod_whileFailing_publishesNoDown() {
        var rig = new Rig(m -> m.readiness("a", redis, o -> o.startPeriod(ofSeconds(60))));

        rig.pass(ofSeconds(59));
        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.details("a").consecutiveFailures()).isZero();
        rig.pass(ofSeconds(40));

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
    }

    @Test
    void startPeriod_afterASuccess_countsFailures() {
        redis.says = Health.up();
        var rig = new Rig(m -> m.readiness("a", redis, o -> o.startPeriod(ofSeconds(60))));
        redis.says = Health.down("refused");

        rig.pass(ofSeconds(15));

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
    }

    @Test
    void startPeriod_ofACheckAddedLater_beginsThen() {
        var rig = new Rig(m -> m);
        rig.pass(ofSeconds(100));
        rig.monitor.addReadiness("a", redis, o -> o.startPeriod(ofSeconds(60)));

        rig.pass(ofSeconds(59));

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
    }
}
