// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one check: what its runs said, the status that this amounts to, and the row that is
 * published. {@link HealthState} tells it what happened; what may publish another status returns
 * that change, or null. Guarded by the monitor's lock, but for the counts of runs, which any thread
 * may read.
 */
final class CheckState {
    /** How a run ended: with an outcome of one status, in their order, or not in time. */
    enum RunOutcome {
        UP,
        DEGRADED,
        UNKNOWN,
        DOWN,
        TIMEOUT
    }

    private final CheckRegistration registration;
    private final CheckSettings settings;

    /** How many runs ended how, and behind them, how many nanoseconds they took. */
    private final AtomicLongArray runs = new AtomicLongArray(2 * RunOutcome.values().length);

    private Hysteresis hysteresis = Hysteresis.INITIAL;
    private boolean stale;
    private long startPeriodEnds;

    /** The last outcome and when it came. */
    private @Nullable Health outcome;

    private @Nullable Instant outcomeDate;
    private long took;

    /** When the last outcome came that was not UNKNOWN. */
    private long knownAt;

    /** A run that is past its timeout and not back: when it began and where it is. */
    private boolean stuck;

    private long stuckSince;
    private String stuckAt = "";

    private CheckReport row;
    private long mutedUntil;

    /** When the row's status was published, the first one ever, and for how long it passed. */
    private long rowAt;

    private boolean judged;
    private long judgedAt;
    private long passingNanos;

    private int triesBeforeUp;
    private boolean phased;

    CheckState(CheckRegistration registration, Moment now) {
        this.registration = registration;
        this.settings = registration.settings();
        this.row = new CheckReport(name(), false, Status.UNKNOWN, settings.impact(), now.date());
        this.rowAt = now.nanos();
    }

    String name() {
        return registration.name();
    }

    Set<Probe> probes() {
        return registration.probes();
    }

    CheckReport row() {
        return row;
    }

    long runs(RunOutcome how) {
        return runs.get(2 * how.ordinal());
    }

    long nanos(RunOutcome how) {
        return runs.get(2 * how.ordinal() + 1);
    }

    boolean isStuck() {
        return stuck;
    }

    /** Begins the start period; called once, when the check's first run may begin. */
    void start(Moment now) {
        startPeriodEnds = now.nanos() + settings.startPeriod();
    }

    /** Takes the outcome of a run that ended in time; called once for each such run. */
    @Nullable HealthChange outcome(Health health, long nanos, Moment now) {
        count(health.status().ordinal(), nanos);
        return take(health, nanos, now);
    }

    /** Counts a failure for a run that is past its timeout; called again, it counts one more. */
    @Nullable HealthChange timedOut(long startedAt, Moment now) {
        if (!stuck) {
            stuck = true;
            stuckSince = startedAt;
            count(RunOutcome.TIMEOUT.ordinal(), settings.timeout());
        }
        String noAnswer = "no answer within " + Durations.show(settings.timeout());
        return take(Health.down(noAnswer), settings.timeout(), now);
    }

    /** Notes where the run that is past its timeout hangs; {@link #details} shows it. */
    void stuckAt(String where) {
        stuckAt = where;
    }

    /** Notes that the run that was past its timeout is back; called before the next one begins. */
    void back() {
        stuck = false;
        stuckAt = "";
    }

    /** Takes UNKNOWN as the outcome of a run that no thread has begun; called in its place. */
    @Nullable HealthChange rejected(String why, Moment now) {
        return take(Health.unknown(why), 0, now);
    }

    /** Makes the status UNKNOWN if the last outcome is too old; called as time passes. */
    @Nullable HealthChange goStale(Moment now) {
        if (!ages() || !now.isAtOrAfter(staleAt())) {
            return null;
        }
        stale = true;
        return publish(age(now), now);
    }

    void mute(Duration duration, Moment now) {
        mutedUntil = now.nanos() + duration.toNanos();
        row = row.muted(now.dateAfter(duration));
    }

    /** Ends the muting; returns false if it was not muted. */
    boolean unmute() {
        boolean muted = isMuted();
        if (muted) {
            row = row.unmuted(settings.impact());
        }
        return muted;
    }

    /** Ends the muting if its time is up; returns whether it did. */
    boolean endMuting(Moment now) {
        return isMuted() && now.isAtOrAfter(mutedUntil) && unmute();
    }

    /** Returns when its freshness or its muting ends by itself, at most the bound. */
    long nextExpiry(long bound) {
        long next = ages() ? Durations.earlier(bound, staleAt()) : bound;
        return isMuted() ? Durations.earlier(next, mutedUntil) : next;
    }

    /** Returns the wait before the next run, by chance, so that no two checks run in step. */
    long nextDelay(DoubleSupplier random) {
        long interval = settings.interval();
        if (!hysteresis.succeeded()) {
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

    CheckDetails details(Moment now) {
        if (outcome == null) {
            return CheckDetails.bare(row, "no outcome yet");
        }
        return new CheckDetails(
                row,
                outcomeDate,
                Duration.ofNanos(took),
                message(outcome, now),
                outcome.details(),
                stuck ? Duration.ofNanos(now.nanos() - stuckSince) : null,
                hysteresis.failures(),
                availability(now));
    }

    private void count(int how, long nanos) {
        runs.lazySet(2 * how, runs.get(2 * how) + 1);
        runs.lazySet(2 * how + 1, runs.get(2 * how + 1) + nanos);
    }

    private @Nullable HealthChange take(Health health, long nanos, Moment now) {
        outcome = health;
        outcomeDate = now.date();
        took = nanos;
        boolean inStartPeriod = !now.isAtOrAfter(startPeriodEnds);
        hysteresis = hysteresis.after(health.status(), inStartPeriod, settings);
        if (health.status() != Status.UNKNOWN) {
            knownAt = now.nanos();
            // one failure does not bring back an UP that has gone stale
            stale =
                    stale
                            && health.status() == Status.DOWN
                            && hysteresis.published() != Status.DOWN;
        }
        return publish(stale ? age(now) : health.message().orElse(null), now);
    }

    private @Nullable HealthChange publish(@Nullable String reason, Moment now) {
        Status from = row.status();
        if (status() == from) {
            return null;
        }
        long lasted = now.nanos() - rowAt;
        if (!judged) {
            judged = true;
            judgedAt = now.nanos();
        } else if (from.isPassing()) {
            passingNanos += lasted;
        }
        rowAt = now.nanos();
        row = row.with(status(), now.date());
        return new HealthChange(row, from, reason, Duration.ofNanos(lasted));
    }

    private Status status() {
        return stale ? Status.UNKNOWN : hysteresis.published();
    }

    private boolean isMuted() {
        return row.mutedUntil().isPresent();
    }

    /** Tells whether the outcome may go stale; if so it does at {@link #staleAt()}. */
    private boolean ages() {
        return status() != Status.UNKNOWN && !stuck;
    }

    private long staleAt() {
        return knownAt + settings.freshFor();
    }

    private String age(Moment now) {
        return "last outcome is " + Durations.show(now.nanos() - knownAt) + " old";
    }

    private @Nullable String message(Health last, Moment now) {
        if (stale && now.isAtOrAfter(staleAt())) {
            return age(now);
        }
        String said = last.message().orElse(null);
        if (!stuck) {
            return said;
        }
        long seconds = (now.nanos() - stuckSince) / Durations.SECOND;
        return said + ", stuck for " + seconds + "s" + stuckAt;
    }

    /** Returns the share of the time since the first status in which it was passing, 0 to 1. */
    private OptionalDouble availability(Moment now) {
        if (!judged) {
            return OptionalDouble.empty();
        }
        boolean passing = row.status().isPassing();
        long total = now.nanos() - judgedAt;
        if (total == 0) {
            return OptionalDouble.of(passing ? 1 : 0);
        }
        long inRow = passing ? now.nanos() - rowAt : 0;
        return OptionalDouble.of((passingNanos + inRow) / (double) total);
    }

    private static long shortened(long nanos, DoubleSupplier random) {
        return (long) (nanos * (0.9 + 0.1 * random.getAsDouble()));
    }
}
