// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;

/** The rules for arguments, each with its message. */
final class Require {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Duration LONGEST = Duration.ofDays(365);

    private Require() {}

    static Duration positive(String what, Duration value) {
        requireNonNull(value, what);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, but was " + value);
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "%s must be at most %s, but was %s".formatted(what, LONGEST, value));
        }
        return value;
    }

    static Duration notNegative(String what, Duration value) {
        requireNonNull(value, what);
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, but was " + value);
        }
        return value;
    }

    static long positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, but was " + value);
        }
        return value;
    }

    static long notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " must not be negative, but was " + value);
        }
        return value;
    }

    static int between(String what, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, but was %d".formatted(what, least, most, value));
        }
        return value;
    }

    static double percent(String what, double value) {
        if (!(value > 0 && value <= 100)) {
            throw new IllegalArgumentException(
                    what + " must be over 0 and at most 100, but was " + value);
        }
        return value;
    }

    /** A relation between two settings, checked when both are known. */
    static void that(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    static String text(String what, String value) {
        requireNonNull(value, what);
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    what + " must not be empty, but was '" + value + "'");
        }
        return value;
    }

    static String name(String value) {
        requireNonNull(value, "name");
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "name must match %s, but was '%s'".formatted(NAME, value));
        }
        return value;
    }
}
