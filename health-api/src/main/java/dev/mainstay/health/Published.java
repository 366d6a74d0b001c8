// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Log;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What readers see without the lock, and who is told of changes. Written under the lock. */
final class Published {
    private static final Log LOG = Log.of(HealthMonitor.class);

    /** The reports by board, and until when nothing in them can go stale. */
    private static final class Snapshot {
        final HealthReport[] reports;
        final long freshUntil;

        Snapshot(HealthReport[] reports, long freshUntil) {
            this.reports = reports;
            this.freshUntil = freshUntil;
        }
    }

    private final Time time;
    private final List<Notifier> notifiers = new ArrayList<>();
    private volatile Snapshot snapshot;

    Published(Time time, List<HealthListener> listeners, HealthReport[] reports) {
        this.time = time;
        this.snapshot = new Snapshot(reports, time.nanos() + Long.MAX_VALUE / 2);
        notifiers.add(new Notifier("log", 10_000, true, List.of(this::log)));
        if (!listeners.isEmpty()) {
            notifiers.add(new Notifier("listeners", 1_000, false, listeners));
        }
    }

    void start() {
        notifiers.forEach(Notifier::start);
    }

    void close() {
        notifiers.forEach(Notifier::close);
    }

    /** The report of a board; for somebody who has not looked whether it is fresh. */
    HealthReport report(int board) {
        return snapshot.reports[board];
    }

    /** The report of a board, or null if its reader must look first what has gone stale. */
    @Nullable HealthReport freshReport(int board) {
        Snapshot seen = snapshot;
        return time.nanos() - seen.freshUntil < 0 ? seen.reports[board] : null;
    }

    long freshUntil() {
        return snapshot.freshUntil;
    }

    void setFreshUntil(long bound) {
        snapshot = new Snapshot(snapshot.reports, bound);
    }

    /** An outcome goes stale before the bound that stands. */
    void lowerFreshUntil(long bound) {
        if (bound - snapshot.freshUntil < 0) {
            setFreshUntil(bound);
        }
    }

    void set(HealthReport[] reports) {
        snapshot = new Snapshot(reports, snapshot.freshUntil);
    }

    /** To be called after the reports that tell of the same. */
    void tell(List<HealthChange> changes) {
        for (HealthChange change : changes) {
            notifiers.forEach(notifier -> notifier.tell(change));
        }
    }

    private void log(HealthChange change) {
        if (change.to() == Status.DOWN) {
            LOG.warn("health {}", change);
        } else {
            LOG.info("health {}", change);
        }
        notifiers.forEach(Notifier::warnOfDrops);
    }
}
