// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthDetails;
import dev.mainstay.internal.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One check or gate on the page for people. */
final class StatusPageEntry {
    private StatusPageEntry() {}

    static void write(StatusPageHtml html, Row row, @Nullable HealthDetails whole) {
        CheckDetails details = row.details();
        html.markup("<li class=\"check ").markup(StatusPage.style(row.status()));
        html.markup("\" data-key=\"").text(row.name());
        html.markup("\">\n<div class=\"head\"><h3>").text(row.name()).markup("</h3> ");
        html.markup("<span class=\"state\">").markup(StatusPage.shape(row.status()));
        html.text(" " + row.status()).markup("</span></div>\n");
        if (details != null && whole != null) {
            details(html, details, whole);
        }
        html.markup("</li>\n");
    }

    private static void details(StatusPageHtml html, CheckDetails check, HealthDetails whole) {
        CheckReport row = check.report();
        check.message()
                .ifPresent(it -> html.markup("<p class=\"message\">").text(it).markup("</p>\n"));
        html.markup("<dl>");
        if (row.isGate()) {
            html.term("kind", "gate");
        } else {
            html.term("impact", Text.of(row.impact()));
        }
        moment(html, "since", row.since());
        row.mutedUntil().ifPresent(it -> moment(html, "muted until", it));
        runs(html, check, whole);
        html.markup("</dl>\n");
        if (!check.details().isEmpty()) {
            html.markup("<dl>");
            check.details().forEach((name, value) -> html.term(name, String.valueOf(value)));
            html.markup("</dl>\n");
        }
    }

    private static void moment(StatusPageHtml html, String term, Instant at) {
        html.markup("<div><dt>").text(term).markup("</dt><dd>").time(at).markup("</dd></div>");
    }

    private static void runs(StatusPageHtml html, CheckDetails check, HealthDetails whole) {
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
