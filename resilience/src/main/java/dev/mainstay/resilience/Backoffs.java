// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The backoffs, with their source of chance as an argument. */
final class Backoffs {
    static final Duration MILLISECOND = Duration.ofMillis(1);
    static final Duration DAY = Duration.ofDays(1);

    private Backoffs() {}

    static Backoff exponential(Duration base, Duration cap) {
        long first = base(base);
        long most = cap(base, cap);
        return (attempt, previous) -> Duration.ofNanos(doubled(first, most, attempt));
    }

    static Backoff fullJitter(Duration base, Duration cap, Supplier<RandomGenerator> random) {
        Backoff whole = exponential(base, cap);
        return (attempt, previous) ->
                Duration.ofNanos(upTo(whole.delay(attempt, previous).toNanos(), random.get()));
    }

    static Backoff equalJitter(Duration base, Duration cap, Supplier<RandomGenerator> random) {
        Backoff whole = exponential(base, cap);
        return (attempt, previous) -> {
            long nanos = whole.delay(attempt, previous).toNanos();
            return Duration.ofNanos(nanos - upTo(nanos / 2, random.get()));
        };
    }

    static Backoff decorrelatedJitter(
            Duration base, Duration cap, Supplier<RandomGenerator> random) {
        long first = base(base);
        long most = cap(base, cap);
        return (attempt, previous) -> {
            long before = Math.max(first, Math.min(most, Durations.nanos(previous)));
            // The bound is capped, not the draw: else most draws at the cap would be the cap.
            long bound = Math.min(most, before * 3);
            return Duration.ofNanos(first + upTo(bound - first, random.get()));
        };
    }

    /** {@code first × 2^(round - 1)}, at most {@code most}, in one step and without overflow. */
    static long doubled(long first, long most, int round) {
        int shift = Math.max(0, round - 1);
        // The sign's bit must stay zero.
        boolean fits = shift < Long.numberOfLeadingZeros(first) - 1;
        return fits ? Math.min(most, first << shift) : most;
    }

    private static long upTo(long most, RandomGenerator random) {
        return random.nextLong(most + 1);
    }

    private static long base(Duration base) {
        return Require.between("base", MILLISECOND, DAY, base).toNanos();
    }

    private static long cap(Duration base, Duration cap) {
        return Require.between("cap", base, DAY, cap).toNanos();
    }
}
