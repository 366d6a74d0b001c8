// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;

/** The rules for arguments, each with its message. */
public final class Require {
    /** What a name may be; what is longer than 63 characters is no DNS label and no meter's tag. */
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,%d}";

    private static final int LONGEST_NAME = 63;
    private static final Pattern NAMES = Pattern.compile(NAME.formatted(LONGEST_NAME - 1));

    private Require() {}

    /** A name of a user's. Those that begin with {@code mainstay} are the library's own. */
    public static String name(String value) {
        return name(value, NAMES);
    }

    /** A name that leaves room for what is put behind it. */
    public static String name(String value, int longest) {
        return name(value, Pattern.compile(NAME.formatted(longest - 1)));
    }

    private static String name(String value, Pattern form) {
        requireNonNull(value, "name");
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "name must match %s, but was '%s'".formatted(form, Masking.mask(value)));
        }
        if (value.startsWith("mainstay")) {
            throw new IllegalArgumentException(
                    "name must not start with 'mainstay', but was '" + Masking.mask(value) + "'");
        }
        return value;
    }

    /** Text that says something. */
    public static String text(String what, String value) {
        requireNonNull(value, what);
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    what + " must not be empty, but was '" + value + "'");
        }
        return value;
    }

    public static Duration positive(String what, Duration value) {
        requireNonNull(value, what);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, but was " + value);
        }
        return value;
    }

    public static long positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, but was " + value);
        }
        return value;
    }

    public static Duration notNegative(String what, Duration value) {
        requireNonNull(value, what);
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, but was " + value);
        }
        return value;
    }

    public static long notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " must not be negative, but was " + value);
        }
        return value;
    }

    public static Duration atMost(String what, Duration most, Duration value) {
        if (value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s must be at most %s, but was %s".formatted(what, most, value));
        }
        return value;
    }

    public static Duration between(String what, Duration least, Duration most, Duration value) {
        requireNonNull(value, what);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s must be between %s and %s, but was %s".formatted(what, least, most, value));
        }
        return value;
    }

    public static int between(String what, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, but was %d".formatted(what, least, most, value));
        }
        return value;
    }

    /** NaN is outside of every range. */
    public static double between(String what, double least, double most, double value) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s must be between %s and %s, but was %s".formatted(what, least, most, value));
        }
        return value;
    }

    public static double percent(String what, double value) {
        if (!(value > 0 && value <= 100)) {
            throw new IllegalArgumentException(
                    what + " must be over 0 and at most 100, but was " + value);
        }
        return value;
    }

    /** A relation between arguments, looked at when all are known. */
    public static void argument(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** That the object is in a state in which the call has a meaning. */
    public static void state(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
