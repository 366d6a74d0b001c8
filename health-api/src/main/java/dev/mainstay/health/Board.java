// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one probe and their count by status. Guarded by the monitor's lock. */
final class Board {
    private static final Comparator<CheckReport> BY_NAME = Comparator.comparing(CheckReport::name);
    private static final Status[] WORST_FIRST = {Status.DOWN, Status.UNKNOWN, Status.DEGRADED};

    private final @Nullable Probe probe;
    private final int[] counts = new int[Status.values().length];

    /** Sorted by name. Copied before a change once a report shares it. */
    private CheckReport[] rows = {};

    private boolean shared = true;

    private HealthReport report;
    private boolean changed;

    Board(@Nullable Probe probe, Status status, Instant now) {
        this.probe = probe;
        this.report = new HealthReport(probe, status, now, rows, List.of());
    }

    void put(CheckReport row) {
        int at = Arrays.binarySearch(rows, row, BY_NAME);
        if (at >= 0) {
            counts[rows[at].weighed().ordinal()]--;
            if (shared) {
                rows = rows.clone();
                shared = false;
            }
            rows[at] = row;
        } else {
            int place = -(at + 1);
            CheckReport[] longer = Arrays.copyOf(rows, rows.length + 1);
            System.arraycopy(rows, place, longer, place + 1, rows.length - place);
            longer[place] = row;
            rows = longer;
            shared = false;
        }
        counts[row.weighed().ordinal()]++;
        changed = true;
    }

    void remove(CheckReport row) {
        int at = Arrays.binarySearch(rows, row, BY_NAME);
        if (at < 0) {
            return;
        }
        counts[rows[at].weighed().ordinal()]--;
        CheckReport[] shorter = Arrays.copyOf(rows, rows.length - 1);
        System.arraycopy(rows, at + 1, shorter, at, shorter.length - at);
        rows = shorter;
        shared = false;
        changed = true;
    }

    /** The worst of the rows; UNKNOWN ones may be passed over. */
    Status worst(boolean countUnknown) {
        for (Status status : WORST_FIRST) {
            boolean counts = countUnknown || status != Status.UNKNOWN;
            if (counts && this.counts[status.ordinal()] > 0) {
                return status;
            }
        }
        return Status.UP;
    }

    /** The report; a new object only where rows or status differ from the last one's. */
    HealthReport report(Status status, Instant now, HealthReport... parts) {
        List<HealthReport> worstOf = List.of(parts);
        if (changed || !report.isOf(worstOf) || status != report.status()) {
            Instant since = status == report.status() ? report.since() : now;
            report = new HealthReport(probe, status, since, rows, worstOf);
            shared = true;
            changed = false;
        }
        return report;
    }
}
