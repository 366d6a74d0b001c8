// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and stacks as operators read them. */
final class Format {
    private static final int FRAMES = 8;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Format() {}

    static double millis(long nanos) {
        return Math.round(nanos / 1e4) / 100.0;
    }

    static double percent(long part, long whole) {
        return Math.round(part * 1000.0 / whole) / 10.0;
    }

    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** The innermost frames of a thread, one a line; empty for a thread that has ended. */
    static String stack(Thread thread) {
        return stack(thread.getStackTrace());
    }

    static String stack(ThreadInfo thread) {
        return stack(thread.getStackTrace());
    }

    private static String stack(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n"));
    }
}
