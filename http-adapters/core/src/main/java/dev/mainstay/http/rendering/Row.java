// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One check or gate.
 *
 * @param details null where they may not be seen
 * @param excluded whether it was left out of the status
 */
public record Row(CheckReport report, @Nullable CheckDetails details, boolean excluded) {
    static Row of(CheckReport report, @Nullable CheckDetails details, Set<String> excluded) {
        boolean named = excluded.contains(report.name());
        return new Row(report, details, named && report.isExcludable());
    }

    String name() {
        return report.name();
    }

    Status status() {
        return report.status();
    }
}
