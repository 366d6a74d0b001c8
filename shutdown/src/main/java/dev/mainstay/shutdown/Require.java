// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;

/** The rules for arguments, each with its message. */
final class Require {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private static final Pattern SHORT_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,51}");

    private Require() {}

    /** One that leaves room for what is put behind it. */
    static String shortName(String value) {
        return name(value, SHORT_NAME);
    }

    static String name(String value) {
        return name(value, NAME);
    }

    private static String name(String value, Pattern form) {
        requireNonNull(value, "name");
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "name must match %s, but was '%s'".formatted(form, value));
        }
        if (value.startsWith("mainstay")) {
            throw new IllegalArgumentException(
                    "name must not start with 'mainstay', but was '" + value + "'");
        }
        return value;
    }

    static Duration between(String what, Duration least, Duration most, Duration value) {
        requireNonNull(value, what);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s must be between %s and %s, but was %s".formatted(what, least, most, value));
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
}
