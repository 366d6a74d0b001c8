// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How times are spelled in answers. */
final class Times {
    private Times() {}

    /** ISO-8601 in UTC, to the millisecond. */
    static String show(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** A share of 0 to 1 with four decimals at most, rounded down: 1 is all of it. */
    static BigDecimal share(double share) {
        return BigDecimal.valueOf(share).setScale(4, RoundingMode.DOWN).stripTrailingZeros();
    }

    /** Milliseconds with one decimal, rounded half up. */
    static BigDecimal millis(Duration duration) {
        long tenths = duration.plusNanos(50_000).toNanos() / 100_000;
        return BigDecimal.valueOf(tenths, 1);
    }
}
