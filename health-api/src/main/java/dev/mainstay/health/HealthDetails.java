// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A report with what operators want to know: messages, values, times and counts. The monitor takes
 * it at one moment, and anew for who reads it a second later.
 *
 * <p>Immutable.
 */
public final class HealthDetails {
    private final HealthReport report;
    private final List<CheckDetails> checks;
    private final List<HealthChange> history;
    private final Instant takenAt;
    private final @Nullable Instant startedAt;

    /** Takes those of the changes that the report is about. */
    HealthDetails(
            HealthReport report,
            List<CheckDetails> checks,
            Collection<HealthChange> changes,
            Instant takenAt,
            @Nullable Instant startedAt) {
        this.report = report;
        this.checks = Collections.unmodifiableList(checks);
        this.history = changes.stream().filter(change -> isIn(report, change)).toList();
        this.takenAt = takenAt;
        this.startedAt = startedAt;
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

    /**
     * Returns the last changes of published statuses, 50 unless the builder said otherwise: all of
     * them in the overall report, in a probe's those of the checks and gates that it has.
     *
     * @return an unmodifiable list, the oldest first
     */
    public List<HealthChange> history() {
        return history;
    }

    /**
     * Returns when the details were taken.
     *
     * @return the time
     */
    public Instant takenAt() {
        return takenAt;
    }

    /**
     * Returns when the monitor was started.
     *
     * @return the time; empty before the start
     */
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    @Override
    public String toString() {
        return report.status() + " " + checks;
    }

    private static boolean isIn(HealthReport report, HealthChange change) {
        return report.probe().isEmpty() || report.check(change.name()).isPresent();
    }
}
