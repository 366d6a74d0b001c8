// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.math.BigDecimal;

/** Durations in nanoseconds, for people. */
final class Nanos {
    static final long SECOND = 1_000_000_000L;

    private Nanos() {}

    /** The earlier of two readings of the ticker, which may have overflowed in between. */
    static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /**
     * In seconds from one second on, else in milliseconds: {@code 2s}, {@code 1.5s}, {@code 20ms}.
     */
    static String show(long nanos) {
        boolean seconds = nanos >= SECOND;
        BigDecimal shown =
                BigDecimal.valueOf(nanos / 1_000_000, seconds ? 3 : 0).stripTrailingZeros();
        return shown.toPlainString() + (seconds ? "s" : "ms");
    }
}
