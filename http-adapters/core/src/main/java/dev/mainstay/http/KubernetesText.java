// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text that Kubernetes' own components answer their probes with. */
final class KubernetesText {
    private KubernetesText() {}

    static String of(View view, boolean verbose, boolean names) {
        if (view.passing() && !verbose) {
            return "ok";
        }
        var text = new StringBuilder(32 + 40 * view.rows().size());
        List<CheckDetails> details = view.details();
        if (names) {
            for (int i = 0; i < view.rows().size(); i++) {
                line(text, view, view.rows().get(i), details == null ? null : details.get(i));
            }
        }
        text.append(view.word()).append(" check ").append(view.passing() ? "passed" : "failed");
        return text.append('\n').toString();
    }

    private static void line(
            StringBuilder text, View view, CheckReport row, @Nullable CheckDetails details) {
        if (view.isExcluded(row)) {
            text.append("[+]").append(row.name()).append(" excluded: ok\n");
        } else if (row.status().isPassing()) {
            text.append("[+]").append(row.name()).append(" ok\n");
        } else {
            text.append("[-]").append(row.name()).append(" failed: ");
            text.append(details == null ? "reason withheld" : reason(details)).append('\n');
        }
    }

    private static String reason(CheckDetails details) {
        return details.message()
                .map(KubernetesText::oneLine)
                .orElseGet(() -> Names.of(details.report().status()));
    }

    private static String oneLine(String message) {
        var line = new StringBuilder(message);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.setCharAt(i, ' ');
            }
        }
        return line.toString();
    }
}
