// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthReport;
import dev.mainstay.http.rendering.Row;
import dev.mainstay.http.rendering.View;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One check of a probe, or a problem if it has none of that name. */
record CheckResource(Settings settings, Scope scope, String name) implements Resource {
    private static final int MAX_NAMES_IN_PROBLEM = 50;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    @Override
    public boolean needsKey(boolean excluding) {
        return excluding;
    }

    @Override
    public HealthResponse answer(HealthRequest request, Query query, boolean keyed) {
        Dialect dialect = query.dialect(request, settings.dialect());
        Details shown = keyed ? Details.ALWAYS : settings.details();
        HealthReport report = scope.report(settings.monitor());
        settings.exclusion().warn(query.excluded(), report);
        CheckReport row =
                report.check(name).orElseThrow(() -> Problems.notFound(unknown(report, shown)));
        return dialect.render(view(report, row, shown));
    }

    private View view(HealthReport report, CheckReport row, Details shown) {
        HealthDetails all = shown == Details.ALWAYS ? scope.details(settings.monitor()) : null;
        CheckDetails found = all == null ? null : find(all);
        CheckReport latest = found == null ? row : found.report();
        return View.single(
                scope.word(),
                report,
                scope.passes(latest.status()),
                new Row(latest, found, false),
                shown != Details.STATUS,
                found == null ? null : all,
                settings.service());
    }

    private @Nullable CheckDetails find(HealthDetails all) {
        return all.checks().stream()
                .filter(it -> it.report().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private String unknown(HealthReport report, Details shown) {
        boolean plausible = NAME.matcher(name).matches();
        String detail = plausible ? "no check named '" + name + "'" : "no check of that name";
        if (shown == Details.STATUS) {
            return detail;
        }
        String names =
                report.checks().stream()
                        .limit(MAX_NAMES_IN_PROBLEM)
                        .map(CheckReport::name)
                        .collect(Collectors.joining(", "));
        int more = report.checks().size() - MAX_NAMES_IN_PROBLEM;
        return detail + "; there are: " + names + (more > 0 ? " and " + more + " more" : "");
    }
}
