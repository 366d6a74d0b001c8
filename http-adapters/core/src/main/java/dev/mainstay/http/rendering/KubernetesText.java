// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.internal.Text;

/** The text that Kubernetes' own components answer their probes with. */
public final class KubernetesText {
    private KubernetesText() {}

    /** One word where all is well. */
    public static String of(View view) {
        return view.passing() ? "ok" : verbose(view);
    }

    /** A line for each check, where names may be seen, and one for the whole. */
    public static String verbose(View view) {
        var text = new StringBuilder(32 + 40 * view.rows().size());
        if (view.names()) {
            view.rows().forEach(row -> line(text, row));
        }
        text.append(view.word()).append(" check ").append(view.passing() ? "passed" : "failed");
        return text.append('\n').toString();
    }

    private static void line(StringBuilder text, Row row) {
        boolean ok = row.excluded() || row.status().isPassing();
        text.append(ok ? "[+]" : "[-]").append(row.name());
        if (ok) {
            text.append(row.excluded() ? " excluded: ok\n" : " ok\n");
        } else {
            text.append(" failed: ").append(reason(row)).append('\n');
        }
    }

    private static String reason(Row row) {
        CheckDetails details = row.details();
        return details == null
                ? "reason withheld"
                : details.message().map(Text::oneLine).orElseGet(() -> Text.of(row.status()));
    }
}
