// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one probe, how many of them count as which status, and the report that was made of
 * them last. Guarded by the monitor's lock.
 */
final class ProbeRows {
    private static final Status[] WORST_FIRST = {Status.DOWN, Status.UNKNOWN, Status.DEGRADED};

    private final @Nullable Probe probe;
    private final int[] counts = new int[Status.values().length];

    /** Sorted by name. Copied before a change once a report shares it. */
    private CheckReport[] rows = {};

    private boolean shared = true;

    private HealthReport report;
    private boolean changed;

    /**
     * @param probe null for the rows of all probes
     */
    ProbeRows(@Nullable Probe probe, Moment now) {
        Status status = probe == Probe.LIVENESS ? Status.UP : Status.UNKNOWN;
        this.probe = probe;
        this.report = new HealthReport(probe, status, now.date(), rows, false, List.of());
    }

    @Nullable CheckReport get(String name) {
        int index = HealthReport.indexOf(name, Arrays.asList(rows));
        return index < 0 ? null : rows[index];
    }

    void put(CheckReport row) {
        int index = HealthReport.indexOf(row.name(), Arrays.asList(rows));
        if (index >= 0) {
            count(rows[index], -1);
            rows = shared ? rows.clone() : rows;
        } else {
            index = -(index + 1);
            CheckReport[] longer = Arrays.copyOf(rows, rows.length + 1);
            System.arraycopy(rows, index, longer, index + 1, rows.length - index);
            rows = longer;
        }
        rows[index] = row;
        count(row, 1);
        shared = false;
        changed = true;
    }

    void remove(String name) {
        int index = HealthReport.indexOf(name, Arrays.asList(rows));
        if (index < 0) {
            return;
        }
        count(rows[index], -1);
        CheckReport[] shorter = Arrays.copyOf(rows, rows.length - 1);
        System.arraycopy(rows, index + 1, shorter, index, shorter.length - index);
        rows = shorter;
        shared = false;
        changed = true;
    }

    /** Whether a row came, went or was put since the last report. */
    boolean isChanged() {
        return changed;
    }

    Status worst() {
        for (Status status : WORST_FIRST) {
            if (counts[status.ordinal()] > 0) {
                return status;
            }
        }
        return Status.UP;
    }

    /**
     * The report; a new object only where something in it differs from the last one's.
     *
     * @param ofRows whether the status is {@link #worst()}, and not the monitor's word
     */
    HealthReport report(Status status, boolean ofRows, Moment now, HealthReport... parts) {
        List<HealthReport> worstOf = List.of(parts);
        if (changed || status != report.status() || !report.isFrom(ofRows, worstOf)) {
            Instant since = status == report.status() ? report.since() : now.date();
            report = new HealthReport(probe, status, since, rows, ofRows, worstOf);
            shared = true;
            changed = false;
        }
        return report;
    }

    private void count(CheckReport row, int more) {
        counts[row.weighedFor(probe).ordinal()] += more;
    }
}
