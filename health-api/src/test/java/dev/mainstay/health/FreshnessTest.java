// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshnessTest {
    private final HandExecutor executor = new HandExecutor();
    private final Scripted check = new Scripted(Health.up());
    private final Rig rig =
            new Rig(m -> m.readiness("a", check).liveness("b", Health::up).executor(executor));

    FreshnessTest() {
        executor.runAll();
    }

    @Test
    void outcome_youngerThanTwoIntervalsAndATimeout_isFresh() {
        rig.pass(ofSeconds(22).minusMillis(1));

        assertThat(rig.of("a")).isEqualTo(Status.UP);
    }

    @Test
    void outcome_ofTwoIntervalsAndATimeout_isStaleAndSaysItsAge() {
        rig.pass(ofSeconds(22));

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.ready()).isEqualTo(Status.UNKNOWN);
        assertThat(rig.message("a")).isEqualTo("last outcome is 22s old");
    }

    @Test
    void outcome_stale_isSeenByTheReaderWithoutAnyTick() {
        rig.time.advance(ofSeconds(22));

        assertThat(rig.ready()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void livenessCheck_stale_doesNotFailLiveness() {
        rig.pass(ofSeconds(22));

        assertThat(rig.of("b")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void staleCheck_thatSucceeds_isBackAtOnce() {
        rig.pass(ofSeconds(22));

        executor.runAll();

        assertThat(rig.of("a")).isEqualTo(Status.UP);
    }

    @Test
    void staleCheck_thatFailsOnce_isNotBroughtBackToUp() {
        rig.pass(ofSeconds(22));
        check.says = Health.down("gone");

        executor.runAll();

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.message("a")).isEqualTo("gone");
        rig.refresh();
        executor.runAll();
        rig.refresh();
        executor.runAll();
        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
    }

    @Test
    void unknownOutcomes_refreshNothing() {
        check.says = Health.unknown("cannot tell");

        for (int i = 0; i < 44; i++) {
            executor.runAll();
            rig.leap(ofMillis(500));
        }

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void down_longAgo_isStaleToo() {
        check.says = Health.down("gone");
        for (int i = 0; i < 3; i++) {
            rig.refresh();
            executor.runAll();
        }
        assertThat(rig.of("a")).isEqualTo(Status.DOWN);

        rig.pass(ofSeconds(22));

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void checks_ofOtherIntervals_goStaleEachAtItsTime() {
        rig.monitor.addReadiness(
                "c", Health::up, o -> o.interval(ofSeconds(1)).timeout(ofMillis(500)));
        rig.tick();
        executor.runAll();

        rig.time.advance(ofMillis(2_499));
        assertThat(rig.of("c")).isEqualTo(Status.UP);
        rig.time.advance(ofMillis(1));

        assertThat(rig.of("c")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.of("a")).isEqualTo(Status.UP);
    }

    @Test
    void oneRead_longAfterTheLastTick_doesNotFailLiveness() {
        rig.time.advance(ofHours(1));

        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void twoReads_withinASecond_doNotFailLiveness() {
        rig.time.advance(ofHours(1));
        rig.live();
        rig.time.advance(ofMillis(999));

        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void twoReads_aSecondApart_failLivenessAndSaySo() {
        rig.time.advance(ofSeconds(30));
        rig.live();
        rig.time.advance(ofSeconds(1));

        assertThat(rig.live()).isEqualTo(Status.DOWN);
        assertThat(rig.message("mainstay-scheduler")).contains("not ticked");
    }

    @Test
    void twoReads_beforeThirtySeconds_doNotFailLiveness() {
        rig.time.advance(ofSeconds(28));
        rig.live();
        rig.time.advance(ofMillis(1_900));

        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void tick_betweenTheReads_beginsAnew() {
        rig.time.advance(ofSeconds(30));
        rig.live();
        rig.tick();
        rig.time.advance(ofSeconds(30));

        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void tick_afterAll_bringsLivenessBack() {
        rig.time.advance(ofSeconds(30));
        rig.live();
        rig.time.advance(ofSeconds(1));
        rig.live();

        rig.tick();

        assertThat(rig.live()).isEqualTo(Status.UP);
        assertThat(rig.monitor.report().check("mainstay-scheduler")).isEmpty();
    }

    @Test
    void close_whileTheSchedulerIsDead_makesLivenessUp() {
        rig.time.advance(ofSeconds(30));
        rig.live();
        rig.time.advance(ofSeconds(1));
        assertThat(rig.live()).isEqualTo(Status.DOWN);

        rig.monitor.close();

        assertThat(rig.live()).isEqualTo(Status.UP);
        rig.time.advance(ofHours(1));
        rig.live();
        rig.time.advance(ofSeconds(2));
        assertThat(rig.live()).isEqualTo(Status.UP);
    }
}
