// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations as nanoseconds, and for people. */
public final class Durations {
    public static final long MILLISECOND = 1_000_000L;
    public static final long SECOND = 1_000_000_000L;

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final long WHOLE_SECONDS_FROM = 100 * SECOND;

    private Durations() {}

    /** The nanoseconds, or the most that there are: 292 years. */
    public static long nanos(Duration value) {
        return value.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : value.toNanos();
    }

    /** The sum of two lengths of time that are not negative, or the most that there is. */
    public static long plus(long nanos, long more) {
        long sum = nanos + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** The earlier of two readings of a ticker, which may have overflowed in between. */
    public static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /**
     * A length of time that was set, to the millisecond: {@code 2s}, {@code 1.5s}, {@code 20ms}.
     */
    public static String show(long nanos) {
        boolean seconds = nanos >= SECOND;
        BigDecimal shown =
                BigDecimal.valueOf(nanos / MILLISECOND, seconds ? 3 : 0).stripTrailingZeros();
        return shown.toPlainString() + (seconds ? "s" : "ms");
    }

    public static String show(Duration value) {
        return show(nanos(value));
    }

    /** A length of time that was measured: {@code 0.3s}, {@code 12.4s}, {@code 42s}. */
    public static String seconds(long nanos) {
        int digits = nanos < WHOLE_SECONDS_FROM ? 1 : 0;
        BigDecimal shown = BigDecimal.valueOf(nanos, 9).setScale(digits, RoundingMode.HALF_UP);
        return (shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString()) + "s";
    }

    public static String seconds(Duration value) {
        return seconds(nanos(value));
    }
}
