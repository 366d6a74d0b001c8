// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.Platform.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShutdownSettingsTest {
    private static final Set<Phase> ALL = EnumSet.allOf(Phase.class);
    private static final List<String> STAGES =
            List.of("INGRESS", "CONSUMERS", "DRAIN", "WORK", "CLIENTS", "TELEMETRY", "LISTENERS");

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
    void stage_withAllPhasesUsed_leavesTheLaterOnesTheirShares(String stage, long millis) {
        assertThat(latestEnd(settings(seconds(25), seconds(5)), stage, ALL)).isEqualTo(millis);
    }

    /** Whole phases of nothing keep no time from the drain. */
    @ParameterizedTest
    @CsvSource({"INGRESS, 4560", "DRAIN, 6840", "CLIENTS, 7600"})
    void stage_withOnePhaseUsed_keepsNoTimeForTheOthers(String stage, long millis) {
        ShutdownSettings settings = settings(seconds(8), 0);

        assertThat(latestEnd(settings, stage, EnumSet.of(Phase.INGRESS, Phase.CLIENTS)))
                .isEqualTo(millis);
    }

    @Test
    void exit_hasATwentiethOfTheTimeout_butNoMoreThanASecond() {
        assertThat(settings(seconds(8), 0).exitReserve()).isEqualTo(seconds(8) / 20);
        assertThat(settings(seconds(600), 0).exitReserve()).isEqualTo(seconds(1));
    }

    /** However many tasks hang in however many phases. */
    @RepeatedTest(20)
    void stages_always_endInOrderAndWithinTheTimeout() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        long timeout = 100_000_000L + random.nextLong(seconds(86_400));
        var settings = settings(timeout, random.nextLong(timeout / 2 + 1));
        var used = EnumSet.noneOf(Phase.class);
        for (Phase phase : Phase.values()) {
            if (random.nextBoolean()) {
                used.add(phase);
            }
        }
        long before = settings.delay();
        for (String stage : STAGES) {
            long end = nanos(settings, stage, used);
            assertThat(end).as("seed %d, %s", seed, stage).isBetween(before, timeout);
            before = end;
        }
    }

    private static long latestEnd(ShutdownSettings settings, String stage, Set<Phase> used) {
        return Duration.ofNanos(nanos(settings, stage, used)).toMillis();
    }

    private static long nanos(ShutdownSettings settings, String stage, Set<Phase> used) {
        return stage.equals("DRAIN")
                ? settings.latestEndOfDrain(used)
                : settings.latestEnd(Phase.valueOf(stage), used);
    }

    private static ShutdownSettings settings(long timeout, long delay) {
        return new ShutdownSettings(
                timeout,
                delay,
                Long.MAX_VALUE,
                ShutdownSettings.JVM_CODE,
                false,
                false,
                new Platform(Kind.ELSEWHERE, null));
    }

    private static long seconds(long seconds) {
        return seconds * 1_000_000_000L;
    }
}
