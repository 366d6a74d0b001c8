// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.HealthChange;
import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may see of a probe, of everything or of one check. Immutable.
 *
 * @param word what Kubernetes' own components call it: {@code readyz}
 * @param status its status, without the excluded checks
 * @param passing whether the answer is 200
 * @param rows the checks and gates; for a caller who may not see their names, none but a single one
 * @param names whether the caller may see their names
 * @param details null where the caller may not see them
 * @param single whether it is one check, the only row
 */
public record View(
        String word,
        HealthReport report,
        Status status,
        boolean passing,
        List<Row> rows,
        boolean names,
        @Nullable HealthDetails details,
        boolean single,
        Service service) {

    /** All rows of a report. The details, where there are any, are of that same report. */
    public static View of(
            String word,
            HealthReport report,
            Set<String> excluded,
            @Nullable HealthDetails details,
            boolean names,
            Service service) {
        int size = names ? report.checks().size() : 0;
        var rows = new ArrayList<Row>(size);
        for (int i = 0; i < size; i++) {
            CheckDetails more = details == null ? null : details.checks().get(i);
            rows.add(Row.of(report.checks().get(i), more, excluded));
        }
        Status status = excluded.isEmpty() ? report.status() : report.statusWithout(excluded);
        return new View(
                word, report, status, status.isPassing(), rows, names, details, false, service);
    }

    /** One row of a report. */
    public static View single(
            String word,
            HealthReport report,
            boolean passing,
            Row row,
            boolean names,
            @Nullable HealthDetails details,
            Service service) {
        return new View(
                word + "/" + row.name(),
                report,
                row.status(),
                passing,
                List.of(row),
                names,
                details,
                true,
                service);
    }

    /**
     * The details of the whole service; null for a probe, and where the caller may not see them.
     */
    @Nullable HealthDetails whole() {
        return report.probe().isEmpty() ? details : null;
    }

    /** The last changes, oldest first. */
    List<HealthChange> history() {
        HealthDetails whole = whole();
        return whole == null ? List.of() : whole.history();
    }
}
