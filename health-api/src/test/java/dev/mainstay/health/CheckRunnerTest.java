// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The runner alone: its owner here is a list of what it was told. */
class CheckRunnerTest {
    private final FakeTime time = new FakeTime();
    private final HandExecutor executor = new HandExecutor();
    private final List<String> told = new ArrayList<>();
    private final CheckRunner runner = new CheckRunner(new Owner(), time, executor);

    CheckRunnerTest() {
        runner.add(CheckRegistration.of(Probe.READINESS, "a", Health::up), now());
        runner.start(false, now());
    }

    /** A run that is put off leaves nothing behind at its earlier time, which may be a day away. */
    @Test
    void check_putOffAgainAndAgain_isRunOnceWhenItIsDue() {
        for (int i = 1; i <= 100_000; i++) {
            runner.refresh(now());
            runner.tick();
            executor.runAll();
        }

        assertThat(told).hasSize(100_000);
        assertThat(runner.tick()).as("the next wake").isEqualTo(ofSeconds(5).toNanos());
        time.advance(ofDays(1).minusNanos(1));
        runner.tick();
        assertThat(executor.queue).isEmpty();
        time.advance(ofNanos(1));
        runner.tick();
        assertThat(executor.queue).hasSize(1);
        assertThat(runner.isBehind()).isFalse();
        assertThat(told).hasSize(100_000);
        assertThat(((CheckRun) executor.queue.element()).name()).isEqualTo("a");
        time.advance(ofDays(1).minusNanos(1));
        runner.tick();
        assertThat(executor.queue).hasSize(1);
    }

    /** Else who refreshes often could keep a check from its turn for ever. */
    @Test
    void refresh_ofACheckThatIsDue_leavesItInItsTurn() {
        for (int i = 0; i < 2 * CheckRunner.MAX_RUNS; i++) {
            runner.add(CheckRegistration.of(Probe.READINESS, "b-" + i, Health::up), now());
        }
        time.advance(ofNanos(1));
        runner.add(CheckRegistration.of(Probe.READINESS, "0-late", Health::up), now());
        runner.tick();
        assertThat(runner.isBehind()).isTrue();

        time.advance(ofNanos(1));
        runner.refresh(now());
        executor.runAll();
        runner.tick();
        executor.runAll();

        assertThat(told).doesNotContain("0-late UP in 0").hasSize(2 * CheckRunner.MAX_RUNS);
        runner.tick();
        executor.runAll();
        assertThat(told).contains("0-late UP in 0").hasSize(2 * CheckRunner.MAX_RUNS + 2);
    }

    /** It is under way after all, and frees its slot when it is back. */
    @Test
    void run_thatTheExecutorRejectsAfterItBegan_isNotRejected() {
        var rejecting =
                new CheckRunner(
                        new Owner(),
                        time,
                        work -> {
                            work.run();
                            throw new IllegalStateException("too late");
                        });
        rejecting.add(CheckRegistration.of(Probe.READINESS, "a", Health::up), now());
        rejecting.start(false, now());

        rejecting.tick();

        assertThat(told).containsExactly("a UP in 0");
    }

    @Test
    void run_thatEndsInTime_isToldOnceAndTheNextIsScheduled() {
        runner.tick();

        executor.runAll();

        assertThat(told).containsExactly("a UP in 0");
        runner.tick();
        assertThat(executor.queue).isEmpty();
        time.advance(ofDays(1));
        runner.tick();
        assertThat(executor.queue).hasSize(1);
    }

    @Test
    void run_pastItsTimeout_isToldEachTimeAndThatItIsBack() {
        runner.add(CheckRegistration.of(Probe.READINESS, "slow", this::slow), now());
        runner.tick();

        executor.runAll();

        assertThat(told)
                .containsExactly(
                        "a UP in 0",
                        "slow timed out",
                        "slow stuck",
                        "slow timed out",
                        "slow is back");
        runner.tick();
        assertThat(executor.queue).as("due at once").hasSize(1);
    }

    @Test
    void run_ofACheckThatIsRemoved_isNotTold() {
        runner.tick();
        runner.remove("a");

        executor.runAll();

        assertThat(runner.tick()).as("nothing is due").isEqualTo(ofSeconds(5).toNanos());
        time.advance(ofDays(1));
        runner.tick();
        assertThat(told).isEmpty();
        assertThat(executor.queue).isEmpty();
    }

    @Test
    void run_beginningOnAThreadAfterTheNextWasScheduled_isNotBegun() {
        runner.tick();
        time.advance(ofSeconds(22));
        runner.tick();
        assertThat(told).containsExactly("a rejected: the executor has not begun the run");

        executor.runAll();

        assertThat(told).hasSize(1);
    }

    private Health slow() {
        time.advance(ofSeconds(2));
        runner.tick();
        time.advance(ofSeconds(2));
        runner.tick();
        return Health.up();
    }

    private Moment now() {
        return new Moment(time.nanos(), time.now());
    }

    private final class Owner implements CheckRunOwner {
        @Override
        public <T> T tick(Function<Moment, T> step) {
            return step.apply(now());
        }

        @Override
        public <T> T locked(Function<Moment, T> step) {
            return step.apply(now());
        }

        @Override
        public long ended(String name, Health outcome, long took, Moment now) {
            told.add(name + " " + outcome.status() + " in " + took);
            return ofDays(1).toNanos();
        }

        @Override
        public long rejected(String name, String why, Moment now) {
            told.add(name + " rejected: " + why);
            return ofDays(1).toNanos();
        }

        @Override
        public void timedOut(String name, long startedAt, Moment now) {
            told.add(name + " timed out");
        }

        @Override
        public void stuckAt(String name, String where) {
            told.add(name + " stuck");
        }

        @Override
        public void back(String name) {
            told.add(name + " is back");
        }
    }
}
