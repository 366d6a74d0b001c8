// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.List;

/**
 * A report with what operators want to know: messages, values, times and counts. Taken at one
 * moment, at most a second old.
 *
 * <p>Immutable.
 */
public final class HealthDetails {
    private final HealthReport report;
    private final List<CheckDetails> checks;

    HealthDetails(HealthReport report, List<CheckDetails> checks) {
        this.report = report;
        this.checks = checks;
    }

    /**
     * Returns the report that these are the details of.
     *
     * @return the report
     */
    public HealthReport report() {
        return report;
    }

    /**
     * Returns the checks and gates, in the order of the report.
     *
     * @return an unmodifiable list, sorted by name
     */
    public List<CheckDetails> checks() {
        return checks;
    }

    @Override
    public String toString() {
        return report.status() + " " + checks;
    }
}
