// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    private static final Set<Phase> ALL = EnumSet.allOf(Phase.class);

    @ParameterizedTest
    @CsvSource({
        "INGRESS, 6900",
        "CONSUMERS, 8800",
        "DRAIN, 14500",
        "WORK, 18300",
        "CLIENTS, 20200",
        "TELEMETRY, 22100",
        "LISTENERS, 24000"
    })
    void stage_withAllPhasesUsed_leavesTheLaterOnesTheirShares(Stage stage, long millis) {
        assertThat(latestEnd(new Budget(seconds(25), seconds(5)), stage, ALL)).isEqualTo(millis);
    }

    /** Whole phases of nothing keep no time from the drain. */
    @ParameterizedTest
    @CsvSource({"INGRESS, 4560", "DRAIN, 6840", "CLIENTS, 7600"})
    void stage_withOnePhaseUsed_keepsNoTimeForTheOthers(Stage stage, long millis) {
        Budget budget = new Budget(seconds(8), 0);

        assertThat(latestEnd(budget, stage, EnumSet.of(Phase.INGRESS, Phase.CLIENTS)))
                .isEqualTo(millis);
    }

    @Test
    void exit_hasATwentiethOfTheTimeout_butNoMoreThanASecond() {
        assertThat(new Budget(seconds(8), 0).exitReserve()).isEqualTo(seconds(8) / 20);
        assertThat(new Budget(seconds(600), 0).exitReserve()).isEqualTo(seconds(1));
    }

    /** However many tasks hang in however many phases. */
    @RepeatedTest(20)
    void stages_always_endInOrderAndWithinTheTimeout() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        long timeout = 100_000_000L + random.nextLong(seconds(86_400));
        var budget = new Budget(timeout, random.nextLong(timeout / 2 + 1));
        var used = EnumSet.noneOf(Phase.class);
        for (Phase phase : Phase.values()) {
            if (random.nextBoolean()) {
                used.add(phase);
            }
        }
        long before = budget.delay();
        for (Stage stage : Stage.values()) {
            long end = budget.latestEnd(stage, used);
            assertThat(end).as("seed %d, %s", seed, stage).isBetween(before, timeout);
            before = end;
        }
    }

    private static long latestEnd(Budget budget, Stage stage, Set<Phase> used) {
        return Duration.ofNanos(budget.latestEnd(stage, used)).toMillis();
    }

    private static long seconds(long seconds) {
        return seconds * 1_000_000_000L;
    }
}
