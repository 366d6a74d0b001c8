// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Throwables;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task threw, put into words. Its words are users' code that may hang, so they are asked for
 * once, on the task's own thread and within its time, and never by whoever reports.
 *
 * @param lines where it was thrown, and what had been thrown before
 */
record TaskFailure(Throwable thrown, String words, List<String> lines) {
    private static final int MOST_FRAMES = 5;
    private static final int MOST_CAUSES = 3;

    static TaskFailure of(Throwable thrown) {
        try {
            return new TaskFailure(thrown, Throwables.describe(thrown), lines(thrown));
        } catch (Throwable e) { // as when memory is short
            return new TaskFailure(thrown, thrown.getClass().getName(), List.of());
        }
    }

    /** Returns its stack and its causes, as far as its own methods tell them without throwing. */
    private static List<String> lines(Throwable thrown) {
        var lines = new ArrayList<String>();
        try {
            lines.addAll(Stacks.lines(List.of(thrown.getStackTrace()), MOST_FRAMES));
            Throwable cause = thrown.getCause();
            for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
                lines.add("    caused by " + Throwables.describe(cause));
                lines.addAll(Stacks.lines(List.of(cause.getStackTrace()), MOST_FRAMES));
                cause = cause.getCause();
            }
        } catch (Throwable e) {
            lines.add("    (its stack cannot be told: " + e.getClass().getName() + ")");
        }
        return lines;
    }
}
