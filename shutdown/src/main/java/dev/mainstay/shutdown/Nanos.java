// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations for people. */
final class Nanos {
    private static final long SECOND = 1_000_000_000L;

    private Nanos() {}

    /** In seconds from one second on, else in milliseconds: {@code 2s}, {@code 20ms}. */
    static String show(long nanos) {
        boolean seconds = nanos >= SECOND;
        BigDecimal shown =
                BigDecimal.valueOf(nanos / 1_000_000, seconds ? 3 : 0).stripTrailingZeros();
        return shown.toPlainString() + (seconds ? "s" : "ms");
    }

    static String show(Duration time) {
        return show(time.toNanos());
    }
}
