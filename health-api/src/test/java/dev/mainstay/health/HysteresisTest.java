// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static dev.mainstay.health.Status.DEGRADED;
import static dev.mainstay.health.Status.DOWN;
import static dev.mainstay.health.Status.UNKNOWN;
import static dev.mainstay.health.Status.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HysteresisTest {
    /** An outcome and whether it came within the start period. */
    private record Step(Status outcome, boolean inStartPeriod) {}

    /** U is UP, G DEGRADED, D DOWN, ? UNKNOWN; small letters are within the start period. */
    @ParameterizedTest(name = "{2}: {0} failures, {1} successes, {3} -> {4}")
    @CsvSource({
        "3, 1, nothing has come,                   '',      ?",
        "3, 1, the first success is published,     U,       U",
        "3, 1, the first degraded is published,    G,       G",
        "3, 1, failures below the threshold,       DD,      ?",
        "3, 1, failures at the threshold,          DDD,     D",
        "3, 1, one failure after a success,        UD,      U",
        "3, 1, a success resets the failures,      UDDUDD,  U",
        "3, 1, a degraded resets the failures,     UDDGDD,  G",
        "3, 1, the third failure in a row,         UDDUDDD, D",
        "3, 1, one success leaves DOWN,            DDDU,    U",
        "3, 1, a degraded leaves DOWN,             DDDG,    G",
        "3, 2, one success does not leave DOWN,    DDDU,    D",
        "3, 2, two successes leave DOWN,           DDDUU,   U",
        "3, 2, the last of them is published,      DDDUG,   G",
        "3, 2, a failure resets the successes,     DDDUDU,  D",
        "3, 2, the first UNKNOWN takes two too,    U,       ?",
        "3, 2, and the last one is published,      GU,      U",
        "3, 2, UP to DEGRADED at once,             UUG,     G",
        "3, 2, DEGRADED to UP at once,             GGU,     U",
        "3, 2, passing and failing: UP at once,    UUDG,    G",
        "1, 1, a threshold of one,                 UD,      D",
        "3, 1, UNKNOWN changes no failure count,   DD?D,    D",
        "3, 2, UNKNOWN changes no success count,   DDDU?U,  U",
        "3, 1, UNKNOWN alone publishes nothing,    U???,    U",
        "3, 1, failures in the start period,       dddddd,  ?",
        "3, 1, they do not count later either,     ddDD,    ?",
        "3, 1, all count once there was a success, dduddd,  D",
        "3, 1, a success counts in it,             du,      U",
        "3, 2, a failure in it ends a row,         udu,     ?",
    })
    void after_outcomesInARow_publishes(
            int failures, int successes, String why, String outcomes, String published) {
        var settings = settings(failures, successes);
        Hysteresis state = Hysteresis.INITIAL;

        for (Step step : steps(outcomes)) {
            state = state.after(step.outcome, step.inStartPeriod, settings);
        }

        assertThat(state.published()).as(why).isEqualTo(status(published.charAt(0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 4711, 20261122, -7})
    void after_longRandomSequences_equalsAModelThatLooksAtTheWholeHistory(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            compareWithModel(random, settings(1 + random.nextInt(5), 1 + random.nextInt(4)), seed);
        }
    }

    @Test
    void after_countsAtTheirMaximum_stayThere() {
        var full = new Hysteresis(DOWN, Integer.MAX_VALUE, 0, true);
        assertThat(full.after(DOWN, false, settings(3, 1)).failures()).isEqualTo(Integer.MAX_VALUE);
        var passed = new Hysteresis(UP, 0, Integer.MAX_VALUE, true);
        assertThat(passed.after(UP, false, settings(3, 1)).published()).isEqualTo(UP);
    }

    private static void compareWithModel(Random random, CheckSettings settings, long seed) {
        int startPeriod = random.nextInt(12);
        int stickiness = 1 + random.nextInt(5);
        var history = new ArrayList<Step>();
        Hysteresis state = Hysteresis.INITIAL;
        Status outcome = UP;
        for (int i = 0; i < 120; i++) {
            outcome = random.nextInt(stickiness) == 0 ? any(random) : outcome;
            history.add(new Step(outcome, i < startPeriod));
            state = state.after(outcome, i < startPeriod, settings);
            Supplier<String> where =
                    () -> "seed %d, %s after %s".formatted(seed, settings, history);
            assertThat(state.published()).as(where).isEqualTo(published(history, settings));
            assertThat(state.failures()).as(where).isEqualTo(lastInARow(counting(history), true));
        }
    }

    /** What the longest enough row that ended last says. */
    private static Status published(List<Step> history, CheckSettings settings) {
        List<Status> counting = counting(history);
        Status decided = UNKNOWN;
        for (int end = 1; end <= counting.size(); end++) {
            List<Status> until = counting.subList(0, end);
            if (lastInARow(until, true) >= settings.failureThreshold()) {
                decided = DOWN;
            }
            if (lastInARow(until, false) >= settings.successThreshold()) {
                decided = UP;
            }
        }
        return decided == UP ? lastSuccess(counting) : decided;
    }

    private static List<Status> counting(List<Step> history) {
        var counting = new ArrayList<Status>();
        for (Step step : history) {
            boolean excused = step.inStartPeriod && step.outcome == DOWN;
            boolean passedBefore = counting.stream().anyMatch(Status::isPassing);
            if (step.outcome != UNKNOWN && (!excused || passedBefore)) {
                counting.add(step.outcome);
            }
        }
        return counting;
    }

    private static int lastInARow(List<Status> outcomes, boolean down) {
        int count = 0;
        for (int i = outcomes.size() - 1; i >= 0 && (outcomes.get(i) == DOWN) == down; i--) {
            count++;
        }
        return count;
    }

    private static Status lastSuccess(List<Status> outcomes) {
        return outcomes.stream().filter(Status::isPassing).reduce((a, b) -> b).orElseThrow();
    }

    private static Status any(Random random) {
        return Status.values()[random.nextInt(Status.values().length)];
    }

    private static List<Step> steps(String letters) {
        return letters.chars()
                .mapToObj(c -> (char) c)
                .map(c -> new Step(status(Character.toUpperCase(c)), Character.isLowerCase(c)))
                .toList();
    }

    private static Status status(char letter) {
        return switch (letter) {
            case 'U' -> UP;
            case 'G' -> DEGRADED;
            case 'D' -> DOWN;
            case '?' -> UNKNOWN;
            default -> throw new AssertionError("no status has the letter " + letter);
        };
    }

    private static CheckSettings settings(int failures, int successes) {
        return CheckSettings.from(o -> o.failureThreshold(failures).successThreshold(successes));
    }
}
