// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthChange;
import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Status;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be rendered.
 *
 * @param word what Kubernetes calls it
 * @param status the status after exclusion
 * @param passing whether the answer is 200
 * @param probe the probe's name; null for the overall report
 * @param rows the checks and gates
 * @param details the same rows with their details; null where they may not be seen
 * @param excluded the names that were left out of the status
 * @param whole the details of everything; null for a probe, and where they may not be seen
 */
record View(
        String word,
        Status status,
        boolean passing,
        @Nullable String probe,
        Instant since,
        List<CheckReport> rows,
        @Nullable List<CheckDetails> details,
        Set<String> excluded,
        @Nullable HealthDetails whole) {

    static View of(Scope scope, HealthReport report) {
        return of(scope, report, report.status(), null, Set.of());
    }

    static View of(Scope scope, HealthDetails details) {
        HealthReport report = details.report();
        View view = of(scope, report, report.status(), details.checks(), Set.of());
        return scope == Scope.OVERALL ? view.with(details) : view;
    }

    static View of(
            Scope scope,
            HealthReport report,
            Status status,
            @Nullable List<CheckDetails> details,
            Set<String> excluded) {
        return new View(
                scope.word(),
                status,
                status.isPassing(),
                report.probe().map(probe -> Names.of(probe)).orElse(null),
                report.since(),
                report.checks(),
                details,
                excluded,
                null);
    }

    /** One check of a scope, as if it were all of it. */
    static View single(Scope scope, CheckReport row, @Nullable CheckDetails details) {
        return new View(
                scope.word() + "/" + row.name(),
                row.status(),
                scope.passes(row.status()),
                null,
                row.since(),
                List.of(row),
                details == null ? null : List.of(details),
                Set.of(),
                null);
    }

    private View with(HealthDetails all) {
        return new View(word, status, passing, probe, since, rows, details, excluded, all);
    }

    /** The last changes, oldest first. */
    List<HealthChange> history() {
        return whole == null ? List.of() : whole.history();
    }

    boolean isExcluded(CheckReport row) {
        return excluded.contains(row.name()) && Scope.isExcludable(row);
    }
}
