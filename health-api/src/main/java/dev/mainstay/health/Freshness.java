// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has gone stale: a check's outcome, or the scheduler itself. Readers ask too, so that a
 * dead scheduler is seen. Guarded by the monitor's lock.
 */
final class Freshness {
    static final String SCHEDULER = "mainstay-scheduler";
    static final String DEAD = "the scheduler of the checks has not ticked for 30s or more";

    private static final long TICK_LIMIT = 30 * Durations.SECOND;
    private static final Set<Probe> LIVENESS = EnumSet.of(Probe.LIVENESS);

    private final Time time;
    private final Publisher publisher;
    private final Suspensions suspensions;
    private boolean ticking;
    private long tickedAt;
    private boolean seenLate;
    private long seenLateAt;
    private @Nullable CheckReport deadRow;
    private long lookedAt;

    Freshness(Time time, Publisher publisher, Suspensions suspensions) {
        this.time = time;
        this.publisher = publisher;
        this.suspensions = suspensions;
    }

    void start(long now) {
        ticking = true;
        tickedAt = now;
    }

    void stop() {
        ticking = false;
        revive();
    }

    void ticked(long now) {
        tickedAt = now;
        seenLate = false;
        revive();
    }

    /** Whether the scheduler should look, long before a reader would have to. */
    boolean isDue(long now, long freshUntil) {
        return now - lookedAt >= (freshUntil - lookedAt) / 2;
    }

    /** Looks at everything; returns the time until which nothing more can go stale. */
    long look(Collection<CheckEntry> entries, long now) {
        lookedAt = now;
        long bound = suspensions.expire(now, now + TICK_LIMIT);
        for (CheckEntry entry : entries) {
            if (!entry.ages()) {
                continue;
            }
            if (now - entry.staleAt() >= 0) {
                entry.stale = true;
                publisher.update(entry, now);
            } else {
                bound = Durations.earlier(bound, entry.staleAt());
            }
        }
        return ticking ? Durations.earlier(bound, lookAtScheduler(now)) : bound;
    }

    /** One late read alone may follow a suspended process: it takes two, a second apart. */
    private long lookAtScheduler(long now) {
        long late = tickedAt + TICK_LIMIT;
        if (now - late < 0) {
            return late;
        }
        if (!seenLate) {
            seenLate = true;
            seenLateAt = now;
        }
        long decided = seenLateAt + Durations.SECOND;
        if (now - decided < 0) {
            return decided;
        }
        if (deadRow == null) {
            deadRow = new CheckReport(SCHEDULER, false, Status.DOWN, Impact.REQUIRED, time.now());
            publisher.put(deadRow, LIVENESS);
            publisher.tell(deadRow, Status.UP, DEAD, now - tickedAt);
        }
        return now + Durations.SECOND;
    }

    private void revive() {
        if (deadRow != null) {
            publisher.remove(deadRow);
            deadRow = null;
        }
    }
}
