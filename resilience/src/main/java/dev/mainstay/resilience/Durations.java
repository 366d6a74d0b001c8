// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.time.Duration;
import java.util.Locale;

/** Durations as nanoseconds, and for people. */
final class Durations {
    private static final Duration MOST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    /** The nanoseconds, or the most that there are: 292 years. */
    static long nanos(Duration value) {
        return value.compareTo(MOST) >= 0 ? Long.MAX_VALUE : value.toNanos();
    }

    static long plus(long nanos, long more) {
        long sum = nanos + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1fs", nanos / 1e9);
    }
}
