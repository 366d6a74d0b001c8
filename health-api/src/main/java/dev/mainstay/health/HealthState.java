// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Masking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The health of the process: its checks, gates and maintenances, and the one aggregator of
 * statuses. {@link MonitorCore} tells it, under its lock, what happened and when, and takes what
 * follows: the reports, the changes to tell of, and when something ends by itself. It knows no
 * lock, thread, clock or log.
 */
final class HealthState {
    /** The index of the overall report and rows, behind those of the probes. */
    static final int OVERALL = Probe.values().length;

    private static final Set<Probe> LIVENESS = EnumSet.of(Probe.LIVENESS);

    private final boolean startupAwaitsReadiness;
    private final int historySize;
    private final Map<String, CheckState> checks = new TreeMap<>();
    private final GateStates gates;
    private final SchedulerWatchdog watchdog;
    private final ArrayDeque<HealthChange> history = new ArrayDeque<>();
    private final ProbeRows[] rows = new ProbeRows[OVERALL + 1];

    /** The checks that startup waits for, by name. */
    private final Set<String> awaitedByStartup = new HashSet<>();

    private @Nullable Instant startedAt;
    private boolean startedUp;
    private boolean closed;

    /** What was changed since it was last asked for. */
    private boolean touched = true;

    private List<HealthChange> changes = new ArrayList<>();

    /** Nothing ends by itself before; when it was last looked what has. */
    private long nextExpiry;

    private long lookedAt;

    HealthState(boolean startupAwaitsReadiness, int historySize, Moment now) {
        this.startupAwaitsReadiness = startupAwaitsReadiness;
        this.historySize = historySize;
        for (Probe probe : Probe.values()) {
            rows[probe.ordinal()] = new ProbeRows(probe, now);
        }
        rows[OVERALL] = new ProbeRows(null, now);
        this.gates = new GateStates(rows(Probe.READINESS), rows[OVERALL], this::tell);
        this.watchdog = new SchedulerWatchdog(rows(Probe.LIVENESS), rows[OVERALL], this::tell);
        this.nextExpiry = now.nanos() + Long.MAX_VALUE / 2;
    }

    /** Begins to judge; called once, before the first run and the scheduler's first tick. */
    void start(Moment now) {
        startedAt = now.date();
        watchdog.start(now);
        checks.values().forEach(check -> check.start(now));
        touched = true;
        expire(now);
    }

    void close(Moment now) {
        closed = true;
        watchdog.stop(now);
        gates.latchForTheClose(now);
    }

    /**
     * @param awaited whether startup waits for it, unless it serves liveness alone
     */
    void add(CheckRegistration registration, boolean awaited, Moment now) {
        String name = registration.name();
        if (rows[OVERALL].get(name) != null) {
            throw new IllegalArgumentException("name must be unique, but '" + name + "' is taken");
        }
        var check = new CheckState(registration, now);
        checks.put(name, check);
        if (startedAt != null) {
            check.start(now);
        }
        if (awaited && !check.probes().equals(LIVENESS)) {
            awaitedByStartup.add(name);
        }
        put(check.row(), check.probes());
    }

    /** Removes a check or a gate; returns false if there is none, or it is latched. */
    boolean remove(String name) {
        if (checks.remove(name) == null) {
            return !CheckReport.isReserved(name) && gates.remove(name);
        }
        awaitedByStartup.remove(name);
        removeRow(name);
        return true;
    }

    /** Takes the outcome of a run that ended in time; returns how long to wait until the next. */
    long outcome(String name, Health health, long took, Moment now, DoubleSupplier random) {
        CheckState check = check(name);
        apply(check, check.outcome(health, took, now));
        settleForStartup(check);
        return check.nextDelay(random);
    }

    /** Takes that a run is past its timeout; called again each time it passes once more. */
    void timedOut(String name, long startedAt, Moment now) {
        CheckState check = check(name);
        boolean again = check.isStuck();
        apply(check, check.timedOut(startedAt, now));
        if (!again) {
            settleForStartup(check);
        }
    }

    void stuckAt(String name, String where) {
        check(name).stuckAt(where);
    }

    /** Takes that a run past its timeout is back; called before the next is scheduled. */
    void back(String name) {
        CheckState check = check(name);
        check.back();
        nextExpiry = check.nextExpiry(nextExpiry);
    }

    /** Takes that no thread has begun a run; returns how long to wait until the next. */
    long rejected(String name, String why, Moment now, DoubleSupplier random) {
        CheckState check = check(name);
        apply(check, check.rejected(why, now));
        return check.nextDelay(random);
    }

    /** Mutes a check; returns until when. */
    Instant mute(String name, Duration duration, Moment now) {
        CheckState check = checks.get(name);
        if (check == null) {
            throw new IllegalArgumentException("no check is named '" + Masking.mask(name) + "'");
        }
        check.mute(duration, now);
        nextExpiry = check.nextExpiry(nextExpiry);
        put(check.row(), check.probes());
        return now.dateAfter(duration);
    }

    /** Unmutes a check; returns false if there is none, or it is not muted. */
    boolean unmute(String name) {
        CheckState check = checks.get(name);
        if (check == null || !check.unmute()) {
            return false;
        }
        put(check.row(), check.probes());
        return true;
    }

    /** Returns the gates, which their holders change. */
    GateStates gates() {
        return gates;
    }

    /** Notes that the scheduler ticks, and ends what is over before a reader has to. */
    void ticked(Moment now) {
        watchdog.ticked(now);
        if (now.nanos() - lookedAt >= (nextExpiry - lookedAt) / 2) {
            expire(now);
        }
    }

    /** Ends what ends by itself: what is fresh, muted, in maintenance; a scheduler that is late. */
    void expire(Moment now) {
        lookedAt = now.nanos();
        nextExpiry = now.nanos() + SchedulerWatchdog.TICK_LIMIT;
        gates.expire(now);
        for (CheckState check : checks.values()) {
            if (check.endMuting(now)) {
                put(check.row(), check.probes());
            }
            apply(check, check.goStale(now));
        }
        nextExpiry = watchdog.look(now, nextExpiry);
    }

    /** Returns until when nothing ends by itself; {@link #expire} is called then. */
    long nextExpiry() {
        return gates.nextExpiry(nextExpiry);
    }

    /** Returns the reports by probe and the overall one; null if none differs from the last. */
    @Nullable List<HealthReport> reports(Moment now) {
        if (!touched && !rows[OVERALL].isChanged()) {
            return null;
        }
        touched = false;
        boolean started = startedAt != null;
        Status live = closed ? Status.UP : rows(Probe.LIVENESS).worst();
        Status ready = rows(Probe.READINESS).worst().worse(started ? Status.UP : Status.UNKNOWN);
        HealthReport liveness = rows(Probe.LIVENESS).report(live, !closed, now);
        HealthReport readiness = rows(Probe.READINESS).report(ready, started, now);
        HealthReport startup = rows(Probe.STARTUP).report(startupStatus(ready), false, now);
        Status worst = live.worse(ready);
        HealthReport overall = rows[OVERALL].report(worst, false, now, liveness, readiness);
        return List.of(liveness, readiness, startup, overall);
    }

    /** Returns the changes since they were last taken, in order. */
    List<HealthChange> takeChanges() {
        List<HealthChange> taken = changes;
        if (!taken.isEmpty()) {
            changes = new ArrayList<>();
        }
        return taken;
    }

    /** Returns the details of a report that {@link #reports} gave last. */
    HealthDetails details(HealthReport report, Moment now) {
        List<CheckDetails> details = new ArrayList<>(report.checks().size());
        for (CheckReport row : report.checks()) {
            String name = row.name();
            CheckState check = checks.get(name);
            details.add(check != null ? check.details(now) : CheckDetails.bare(row, reason(name)));
        }
        return new HealthDetails(report, details, history, now.date(), startedAt);
    }

    Collection<CheckState> checks() {
        return checks.values();
    }

    private CheckState check(String name) {
        return requireNonNull(checks.get(name), name);
    }

    private void apply(CheckState check, @Nullable HealthChange change) {
        nextExpiry = check.nextExpiry(nextExpiry);
        if (change != null) {
            put(check.row(), check.probes());
            tell(change);
        }
    }

    private void put(CheckReport row, Set<Probe> probes) {
        for (Probe probe : probes) {
            rows(probe).put(row);
        }
        rows[OVERALL].put(row);
    }

    private void removeRow(String name) {
        for (ProbeRows each : rows) {
            each.remove(name);
        }
    }

    private void tell(HealthChange change) {
        changes.add(change);
        history.addLast(change);
        if (history.size() > historySize) {
            history.removeFirst();
        }
    }

    /** Lets startup wait no more for a check that reported and, if it serves startup, passed. */
    private void settleForStartup(CheckState check) {
        boolean mustPass = check.probes().contains(Probe.STARTUP);
        boolean settled = !mustPass || check.row().weighedFor(Probe.STARTUP).isPassing();
        if (settled && awaitedByStartup.remove(check.name())) {
            touched = true;
        }
    }

    private ProbeRows rows(Probe probe) {
        return rows[probe.ordinal()];
    }

    private Status startupStatus(Status readyStatus) {
        boolean all = startedAt != null && awaitedByStartup.isEmpty();
        startedUp |= all && (!startupAwaitsReadiness || readyStatus.isPassing());
        return startedUp ? Status.UP : rows(Probe.STARTUP).worst().worse(Status.UNKNOWN);
    }

    private @Nullable String reason(String name) {
        return name.equals(SchedulerWatchdog.NAME) ? SchedulerWatchdog.DEAD : gates.reason(name);
    }
}
