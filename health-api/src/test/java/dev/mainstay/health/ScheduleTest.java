// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void start_withChecks_runsAllOfThemAtOnce() {
        var a = new Scripted(Health.up());
        var b = new Scripted(Health.up());

        var rig = new Rig(m -> m.readiness("a", a).liveness("b", b));

        assertThat(a.runs).hasValue(1);
        assertThat(b.runs).hasValue(1);
        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    @Test
    void start_notCalled_runsNothingAndIsNotReady() {
        var check = new Scripted(Health.up());
        HealthMonitor monitor =
                TestMonitors.onFakeTime(new FakeTime()).readiness("a", check).build();

        TestMonitors.tick(monitor);

        assertThat(check.runs).hasValue(0);
        assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.UNKNOWN);
        assertThat(monitor.report(Probe.STARTUP).status()).isEqualTo(Status.UNKNOWN);
        assertThat(monitor.report(Probe.LIVENESS).status()).isEqualTo(Status.UP);
    }

    @Test
    void start_twice_runsOnce() {
        var check = new Scripted(Health.up());
        var rig = Rig.readiness("a", check);

        rig.monitor.start();
        rig.tick();

        assertThat(check.runs).hasValue(1);
    }

    @Test
    void interval_ofManyRuns_variesByTenPercentEitherWay() {
        List<Duration> gaps = gaps(7, 400);

        List<Duration> steady = gaps.subList(1, gaps.size());
        assertThat(steady)
                .allSatisfy(gap -> assertThat(gap).isBetween(ofMillis(9_000), ofMillis(11_050)));
        assertThat(steady).anySatisfy(gap -> assertThat(gap).isLessThan(ofMillis(9_300)));
        assertThat(steady).anySatisfy(gap -> assertThat(gap).isGreaterThan(ofMillis(10_700)));
    }

    @Test
    void interval_afterTheFirstSuccess_beginsAtAPhaseOfItsOwn() {
        List<Duration> firstGaps = new ArrayList<>();
        for (int seed = 0; seed < 60; seed++) {
            firstGaps.add(gaps(new Random(seed).nextLong(), 1).get(0));
        }

        assertThat(firstGaps).allSatisfy(gap -> assertThat(gap).isLessThanOrEqualTo(ofSeconds(10)));
        assertThat(firstGaps).anySatisfy(gap -> assertThat(gap).isLessThan(ofSeconds(2)));
        assertThat(firstGaps).anySatisfy(gap -> assertThat(gap).isGreaterThan(ofSeconds(8)));
    }

    /** All replicas of a fleet must not run their checks in step. */
    @Test
    void replicas_startedTogether_doNotRunInStep() {
        var starts = new ArrayList<List<Instant>>();
        for (int replica = 0; replica < 8; replica++) {
            starts.add(starts(replica, 20));
        }

        List<Instant> last = starts.stream().map(start -> start.get(start.size() - 1)).toList();
        assertThat(last).doesNotHaveDuplicates();
    }

    @Test
    void check_whoseOutcomeDisagrees_isConfirmedEachSecond() {
        var check = new Scripted(Health.up());
        var rig = Rig.readiness("a", check);
        rig.pass(ofSeconds(60));
        check.says = Health.down("gone");
        rig.refresh();
        int runs = check.runs.get();

        rig.pass(ofSeconds(2));

        assertThat(check.runs.get() - runs).isEqualTo(2);
        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
        int confirmed = check.runs.get();
        rig.pass(ofSeconds(8));
        assertThat(check.runs).as("agreeing again, the interval is back").hasValue(confirmed);
    }

    @Test
    void confirmInterval_ofAShortInterval_isNotLonger() {
        var check = new Scripted(Health.up());
        var rig = new Rig(m -> m.readiness("a", check, o -> o.interval(ofMillis(200))));
        rig.pass(ofSeconds(2));
        check.says = Health.down("gone");

        rig.pass(ofMillis(800));

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
    }

    @Test
    void check_thatWasNeverUp_backsOffUpToItsInterval() {
        var starts = new ArrayList<Instant>();
        FakeTime[] time = new FakeTime[1];
        var rig = new Rig(m -> m);
        time[0] = rig.time;
        rig.monitor.addReadiness(
                "a",
                () -> {
                    starts.add(time[0].now());
                    return Health.down("not there yet");
                });

        rig.tick();
        rig.pass(ofSeconds(60));

        List<Duration> gaps = gapsOf(starts);
        assertThat(gaps.get(0)).isBetween(ofMillis(900), ofMillis(1_050));
        assertThat(gaps.get(1)).isBetween(ofMillis(1_800), ofMillis(2_050));
        assertThat(gaps.get(2)).isBetween(ofMillis(3_600), ofMillis(4_050));
        assertThat(gaps.get(3)).isBetween(ofMillis(7_200), ofMillis(8_050));
        assertThat(gaps.subList(4, gaps.size()))
                .isNotEmpty()
                .allSatisfy(gap -> assertThat(gap).isBetween(ofMillis(9_000), ofMillis(10_050)));
    }

    @Test
    void refresh_ofAnIdleCheck_runsItAtTheNextTick() {
        var check = new Scripted(Health.up());
        var rig = Rig.readiness("a", check);

        rig.monitor.refresh();
        rig.monitor.refresh();

        assertThat(check.runs).as("nothing runs on the caller").hasValue(1);
        rig.tick();
        rig.tick();
        assertThat(check.runs).hasValue(2);
    }

    @Test
    void refresh_ofACheckUnderWay_startsNoSecondRun() {
        var executor = new HandExecutor();
        var check = new Scripted(Health.up());
        var rig = new Rig(m -> m.readiness("a", check).executor(executor));

        rig.refresh();
        rig.refresh();

        assertThat(executor.queue).hasSize(1);
        executor.runAll();
        assertThat(check.runs).hasValue(1);
    }

    @Test
    void refresh_whileFailing_appliesTheThreshold() {
        var check = new Scripted(Health.up());
        var rig = Rig.readiness("a", check);
        check.says = Health.down("gone");

        rig.refresh();
        rig.refresh();
        assertThat(rig.of("a")).isEqualTo(Status.UP);
        rig.refresh();

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
    }

    @Test
    void runs_overTheLimit_waitForAFreeSlot() {
        var executor = new HandExecutor();
        var rig =
                new Rig(
                        m -> {
                            for (int i = 0; i < 100; i++) {
                                m.readiness("check-" + i, Health::up);
                            }
                            return m.executor(executor);
                        });

        assertThat(executor.queue).hasSize(CheckRunner.MAX_RUNS);
        executor.queue.remove().run();
        rig.tick();

        assertThat(executor.queue).hasSize(CheckRunner.MAX_RUNS);
        for (int i = 0; i < 4; i++) {
            executor.runAll();
            rig.tick();
        }
        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    private static List<Duration> gaps(long seed, int count) {
        return gapsOf(starts(seed, count + 1));
    }

    private static List<Instant> starts(long seed, int count) {
        var random = new Random(seed);
        var time = new FakeTime();
        var starts = new ArrayList<Instant>();
        HealthCheck check =
                () -> {
                    starts.add(time.now());
                    return Health.up();
                };
        HealthMonitor monitor =
                TestMonitors.onFakeTime(time, random::nextDouble)
                        .executor(Runnable::run)
                        .readiness("a", check)
                        .build()
                        .start();
        while (starts.size() < count) {
            TestMonitors.tick(monitor);
            time.advance(ofMillis(10));
        }
        return starts;
    }

    private static List<Duration> gapsOf(List<Instant> starts) {
        var gaps = new ArrayList<Duration>();
        for (int i = 1; i < starts.size(); i++) {
            gaps.add(Duration.between(starts.get(i - 1), starts.get(i)));
        }
        return gaps;
    }
}
