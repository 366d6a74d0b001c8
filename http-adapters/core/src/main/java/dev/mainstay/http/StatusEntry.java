// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthDetails;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One check or gate on the page for people. */
final class StatusEntry {
    private StatusEntry() {}

    static void write(Html html, View view, int i, @Nullable HealthDetails whole) {
        CheckReport row = view.rows().get(i);
        html.markup("<li class=\"check ").markup(StatusPage.style(row.status()));
        html.markup("\">\n<div class=\"head\"><h3>").text(row.name());
        html.markup("</h3> <span class=\"state\">").markup(StatusPage.shape(row.status()));
        html.text(" " + row.status()).markup("</span></div>\n");
        List<CheckDetails> details = view.details();
        if (details != null && whole != null) {
            details(html, details.get(i), whole);
        }
        html.markup("</li>\n");
    }

    private static void details(Html html, CheckDetails check, HealthDetails whole) {
        CheckReport row = check.report();
        check.message()
                .ifPresent(it -> html.markup("<p class=\"message\">").text(it).markup("</p>\n"));
        html.markup("<dl>");
        if (row.isGate()) {
            html.term("kind", "gate");
        } else {
            html.term("impact", Names.of(row.impact()));
        }
        html.markup("<div><dt>since</dt><dd>").time(row.since()).markup("</dd></div>");
        row.mutedUntil()
                .ifPresent(
                        it ->
                                html.markup("<div><dt>muted until</dt><dd>")
                                        .time(it)
                                        .markup("</dd></div>"));
        runs(html, check, whole);
        html.markup("</dl>\n");
        if (!check.details().isEmpty()) {
            html.markup("<dl>");
            check.details().forEach((name, value) -> html.term(name, String.valueOf(value)));
            html.markup("</dl>\n");
        }
    }

    private static void runs(Html html, CheckDetails check, HealthDetails whole) {
        check.checkedAt()
                .map(it -> Times.span(Duration.between(it, whole.takenAt())) + " ago")
                .ifPresent(it -> html.term("last run", it));
        check.duration()
                .ifPresent(it -> html.term("took", Times.millis(it).toPlainString() + " ms"));
        check.availability().ifPresent(it -> html.term("available", percent(it)));
        if (check.consecutiveFailures() > 0) {
            html.term("failures in a row", Integer.toString(check.consecutiveFailures()));
        }
    }

    private static String percent(double share) {
        BigDecimal percent = Times.share(share).movePointRight(2).stripTrailingZeros();
        return percent.toPlainString() + " %";
    }
}
