// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watch over the scheduler. While a monitor runs, whoever looks for what has expired asks it,
 * readers too; where the scheduler has not ticked for 30 s, it puts a row that is DOWN to liveness.
 * Guarded by the monitor's lock.
 */
final class SchedulerWatchdog {
    static final String NAME = "mainstay-scheduler";
    static final String DEAD = "the scheduler of the checks has not ticked for 30s or more";
    static final long TICK_LIMIT = 30 * Durations.SECOND;

    private final ProbeRows live;
    private final ProbeRows overall;
    private final Consumer<HealthChange> told;
    private boolean watching;
    private boolean dead;
    private long tickedAt;

    /** The first look that found it late. */
    private @Nullable Moment seenLate;

    /**
     * @param told takes the change when it is found dead
     */
    SchedulerWatchdog(ProbeRows live, ProbeRows overall, Consumer<HealthChange> told) {
        this.live = live;
        this.overall = overall;
        this.told = told;
    }

    void start(Moment now) {
        watching = true;
        ticked(now);
    }

    void stop(Moment now) {
        watching = false;
        ticked(now);
    }

    /** The scheduler is alive. */
    void ticked(Moment now) {
        tickedAt = now.nanos();
        seenLate = null;
        if (dead) {
            dead = false;
            live.remove(NAME);
            overall.remove(NAME);
        }
    }

    /**
     * Returns when to look again, at most the bound. One look alone that finds it late may follow a
     * suspended process: it takes two, a second apart.
     */
    long look(Moment now, long bound) {
        long late = tickedAt + TICK_LIMIT;
        if (!watching || !now.isAtOrAfter(late)) {
            return watching ? Durations.earlier(bound, late) : bound;
        }
        if (seenLate == null) {
            seenLate = now;
        }
        long decided = seenLate.nanos() + Durations.SECOND;
        if (!now.isAtOrAfter(decided)) {
            return Durations.earlier(bound, decided);
        }
        if (!dead) {
            dead = true;
            putRow(now);
        }
        return Durations.earlier(bound, now.nanos() + Durations.SECOND);
    }

    private void putRow(Moment now) {
        var row = new CheckReport(NAME, false, Status.DOWN, Impact.REQUIRED, now.date());
        live.put(row);
        overall.put(row);
        Duration silent = Duration.ofNanos(now.nanos() - tickedAt);
        told.accept(new HealthChange(row, Status.UP, DEAD, silent));
    }
}
