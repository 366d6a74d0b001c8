// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthReport;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One check of a scope, or what there is instead if it has none of that name. */
record AskedCheck(HealthMonitor monitor, Scope scope, String name, Form form, Details sight) {
    private static final int MAX_NAMES_IN_PROBLEM = 50;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    HealthResponse answer() {
        HealthReport report = scope.report(monitor);
        CheckReport row = report.check(name).orElseThrow(() -> Problems.notFound(unknown(report)));
        return rendered(row);
    }

    private HealthResponse rendered(CheckReport row) {
        if (sight != Details.ALWAYS) {
            return Renderer.single(View.single(scope, row, null), form, sight);
        }
        Optional<CheckDetails> found =
                scope.details(monitor).checks().stream()
                        .filter(it -> it.report().name().equals(name))
                        .findFirst();
        CheckReport latest = found.map(CheckDetails::report).orElse(row);
        return Renderer.single(View.single(scope, latest, found.orElse(null)), form, sight);
    }

    private String unknown(HealthReport report) {
        boolean plausible = NAME.matcher(name).matches();
        String detail = plausible ? "no check named '" + name + "'" : "no check of that name";
        if (sight == Details.STATUS) {
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
