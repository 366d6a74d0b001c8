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
    /**
     * The monitor's own rows, as that it is closed: no check of the application's has that name.
     */
    private static final String MONITORS_OWN = "mainstay";

    static Row of(CheckReport report, @Nullable CheckDetails details, Set<String> excluded) {
        boolean named = excluded.contains(report.name());
        return new Row(report, details, named && isExcludable(report));
    }

    /** Gates and what the monitor says of itself always count. */
    public static boolean isExcludable(CheckReport report) {
        return !report.isGate() && !report.name().startsWith(MONITORS_OWN);
    }

    String name() {
        return report.name();
    }

    Status status() {
        return report.status();
    }
}
