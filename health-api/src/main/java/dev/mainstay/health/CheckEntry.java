// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import java.time.Instant;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What the monitor knows of one check. Guarded by the monitor's lock. */
final class CheckEntry {
    final String name;
    final HealthCheck check;
    final Settings settings;
    final Set<Probe> probes;
    final RunCounts counts = new RunCounts();

    /** The run under way or stuck. */
    @Nullable Execution execution;

    /** When the agenda looks at it next; an item of the agenda with another time is void. */
    long nextAt;

    /** Whether it stands in line for a free place. */
    boolean waiting;

    boolean removed;
    long startPeriodEnds;
    boolean awaitedByStartup;
    Hysteresis state = Hysteresis.INITIAL;
    boolean stale;

    /** The last outcome, when it came, and when the last one came that was not UNKNOWN. */
    @Nullable Health outcome;

    @Nullable Instant outcomeDate;
    long tookNanos;
    long knownAt;

    /** The published row. */
    CheckReport row;

    /** When its muting ends, if it is muted. */
    long mutedUntil;

    /** When the published status was, the first one ever, and the time passing between them. */
    private long rowAt;

    private boolean judged;
    private long judgedAt;
    private long passingNanos;

    private int triesBeforeUp;
    private boolean phased;

    CheckEntry(Registration registration, Instant date, long now) {
        this.name = registration.name();
        this.check = registration.check();
        this.settings = registration.settingsOrDefaults();
        this.probes = EnumSet.copyOf(registration.probes());
        this.row = new CheckReport(name, false, Status.UNKNOWN, settings.impact(), date);
        this.rowAt = now;
    }

    Status status() {
        return stale ? Status.UNKNOWN : state.published();
    }

    /** Takes one outcome in. */
    void take(Health health, long took, Instant date, long now) {
        outcome = health;
        outcomeDate = date;
        tookNanos = took;
        boolean inStartPeriod = now - startPeriodEnds < 0;
        state = state.after(health.status(), inStartPeriod, settings);
        if (health.status() != Status.UNKNOWN) {
            knownAt = now;
            // one failure does not bring back an UP that has gone stale
            stale = stale && health.status() == Status.DOWN && state.published() != Status.DOWN;
        }
    }

    /** Another status is about to be published; returns how long this one has lasted. */
    long endRow(long now) {
        long lasted = now - rowAt;
        if (!judged) {
            judged = true;
            judgedAt = now;
        } else if (row.status().isPassing()) {
            passingNanos += lasted;
        }
        rowAt = now;
        return lasted;
    }

    /** The share of the time since the first status in which it was passing, 0 to 1. */
    OptionalDouble availability(long now) {
        if (!judged) {
            return OptionalDouble.empty();
        }
        boolean passing = row.status().isPassing();
        long total = now - judgedAt;
        if (total == 0) {
            return OptionalDouble.of(passing ? 1 : 0);
        }
        return OptionalDouble.of((passingNanos + (passing ? now - rowAt : 0)) / (double) total);
    }

    boolean isStuck() {
        return execution != null && execution.timedOut;
    }

    /** Whether the outcome may go stale, and if so it does at {@link #staleAt()}. */
    boolean ages() {
        return status() != Status.UNKNOWN && !isStuck();
    }

    /** Whether its last outcome is too old to be worth its message. */
    boolean isOutdated(long now) {
        return stale && now - staleAt() >= 0;
    }

    long staleAt() {
        return knownAt + settings.freshFor();
    }

    /** How long to wait before the next run, so that nothing beats in step. */
    long nextDelay(DoubleSupplier random) {
        long interval = settings.interval();
        if (!state.succeeded()) {
            long backoff = Durations.SECOND << triesBeforeUp;
            triesBeforeUp = Math.min(triesBeforeUp + 1, 20);
            return shortened(Math.min(interval, backoff), random);
        }
        if (outcome != null && outcome.status() != status()) {
            return shortened(Math.min(interval, Durations.SECOND), random);
        }
        if (!phased) {
            phased = true;
            return (long) (interval * random.getAsDouble());
        }
        return (long) (interval * (0.9 + 0.2 * random.getAsDouble()));
    }

    private static long shortened(long nanos, DoubleSupplier random) {
        return (long) (nanos * (0.9 + 0.1 * random.getAsDouble()));
    }
}
