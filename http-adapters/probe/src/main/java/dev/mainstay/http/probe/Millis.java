// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

/** Durations as people write them, in milliseconds. */
final class Millis {
    private static final long DAY = 86_400_000;

    private Millis() {}

    /**
     * Reads {@code 500ms}, {@code 30s}, {@code 2m} or {@code 30}, which is seconds.
     *
     * @throws UsageException if it is anything else, under 1 ms or over a day
     */
    static long parse(String option, String text) throws UsageException {
        long millis = -1;
        if (text.endsWith("ms")) {
            millis = number(text, 2, 1);
        } else if (text.endsWith("s")) {
            millis = number(text, 1, 1_000);
        } else if (text.endsWith("m")) {
            millis = number(text, 1, 60_000);
        } else {
            millis = number(text, 0, 1_000);
        }
        if (millis < 1 || millis > DAY) {
            throw new UsageException(
                    option + " must be between 1ms and a day, such as 30s, but was '" + text + "'");
        }
        return millis;
    }

    /** Returns -1 if there is no such number. */
    private static long number(String text, int unitLength, long factor) {
        try {
            long number = Long.parseLong(text.substring(0, text.length() - unitLength));
            return number > DAY ? -1 : number * factor;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
