// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

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

    /** In the two largest units that say something: {@code 3 d 4 h}, {@code 12 min 5 s}. */
    static String span(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        long hours = seconds / 3_600;
        return hours < 24
                ? hours + " h " + seconds % 3_600 / 60 + " min"
                : hours / 24 + " d " + hours % 24 + " h";
    }

    /** Milliseconds with one decimal, rounded half up. */
    static BigDecimal millis(Duration duration) {
        long tenths = duration.plusNanos(50_000).toNanos() / 100_000;
        return BigDecimal.valueOf(tenths, 1);
    }
}
