// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthDetails;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One check or gate on the page for people. */
final class StatusEntry {
    /** Where the check of a breaker says how that stands: what an operator looks for first. */
    private static final String BREAKER = "breaker";

    private StatusEntry() {}

    static void write(Html html, View view, int i, @Nullable HealthDetails whole) {
        CheckReport row = view.rows().get(i);
        CheckDetails check = view.details() == null ? null : view.details().get(i);
        html.markup("<li class=\"check ").markup(StatusPage.style(row.status()));
        html.markup("\" data-key=\"").text(row.name());
        html.markup("\">\n<div class=\"head\"><h3>").text(row.name()).markup("</h3> ");
        if (check != null && check.details().containsKey(BREAKER)) {
            html.markup("<span class=\"breaker\">").text("breaker " + check.details().get(BREAKER));
            html.markup("</span> ");
        }
        html.markup("<span class=\"state\">").markup(StatusPage.shape(row.status()));
        html.text(" " + row.status()).markup("</span></div>\n");
        if (check != null && whole != null) {
            details(html, check, whole);
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
        values(html, check.details());
    }

    private static void values(Html html, Map<String, Object> values) {
        var others = new LinkedHashMap<>(values);
        others.remove(BREAKER);
        if (!others.isEmpty()) {
            html.markup("<dl>");
            others.forEach((name, value) -> html.term(name, String.valueOf(value)));
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
