// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.ArrayList;
import java.util.List;

/**
 * What a task threw, put into words. Its words are users' code that may hang, so they are asked for
 * once, on the task's own thread and within its time, and never by whoever reports.
 */
record Failure(Throwable thrown, String words, List<String> lines) {
    static Failure of(Throwable thrown) {
        try {
            var lines = new ArrayList<String>();
            ReportText.addCauses(lines, thrown);
            return new Failure(thrown, ReportText.describe(thrown), List.copyOf(lines));
        } catch (Throwable e) { // as when memory is short
            return new Failure(thrown, thrown.getClass().getName(), List.of());
        }
    }
}
