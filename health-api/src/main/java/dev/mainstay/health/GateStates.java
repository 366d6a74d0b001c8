// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gates on readiness: those that code holds, and the one that is closed while a maintenance is
 * on. It keeps their rows up to date as they close and open. Guarded by the monitor's lock.
 */
final class GateStates {
    private static final String CLOSED = "mainstay-closed";
    private static final String MAINTENANCE = "mainstay-maintenance";
    private static final int MOST_MAINTENANCES = 100;

    /** A gate's row, since when by the ticker, and why it is closed. */
    private record GateState(CheckReport row, long at, @Nullable String reason, boolean latched) {}

    private final ProbeRows ready;
    private final ProbeRows overall;
    private final Consumer<HealthChange> told;
    private final Map<String, GateState> gates = new HashMap<>();
    private final List<Maintenance> maintenances = new ArrayList<>();

    /**
     * @param told takes the changes
     */
    GateStates(ProbeRows ready, ProbeRows overall, Consumer<HealthChange> told) {
        this.ready = ready;
        this.overall = overall;
        this.told = told;
    }

    /** Makes a gate that is open; false if it is there. */
    boolean add(String name, Moment now) {
        if (isCheck(name)) {
            throw new IllegalArgumentException(
                    "a gate's name must not be a check's, but '" + name + "' is");
        }
        boolean missing = !gates.containsKey(name);
        if (missing) {
            put(name, Status.UP, null, false, now);
        }
        return missing;
    }

    /**
     * Closes a gate for a reason, made where it is missing, or opens it; false if it is latched.
     */
    boolean set(String name, @Nullable String reason, boolean latch, Moment now) {
        boolean closes = reason != null;
        Require.state(
                !closes || !isCheck(name),
                "gate '" + name + "' was removed, and its name is a check's now");
        GateState before = gates.get(name);
        if (before != null && before.latched) {
            return false;
        }
        Status status = closes ? Status.DOWN : Status.UP;
        if (before != null && before.row.status() == status) {
            gates.put(name, new GateState(before.row, before.at, reason, latch));
        } else if (before != null || closes) { // one that was removed is open
            CheckReport row = put(name, status, reason, latch, now);
            Status from = before == null ? Status.UP : before.row.status();
            long lasted = before == null ? 0 : now.nanos() - before.at;
            told.accept(new HealthChange(row, from, reason, Duration.ofNanos(lasted)));
        }
        return true;
    }

    /** The monitor closes, and nobody is told of it any more. */
    void latchForTheClose(Moment now) {
        put(CLOSED, Status.DOWN, "closed", true, now);
    }

    /** Removes a gate; false if there is none, or it is latched. */
    boolean remove(String name) {
        GateState gate = gates.get(name);
        if (gate == null || gate.latched) {
            return false;
        }
        gates.remove(name);
        ready.remove(name);
        overall.remove(name);
        return true;
    }

    Maintenance begin(Maintenance maintenance, Moment now) {
        Require.state(
                maintenances.size() < MOST_MAINTENANCES,
                "at most " + MOST_MAINTENANCES + " may be on at a time");
        maintenances.add(maintenance);
        showMaintenance(now);
        return maintenance;
    }

    /** Ends a maintenance; false if it was over. */
    boolean end(Maintenance maintenance, Moment now) {
        boolean removed = maintenances.remove(maintenance);
        if (removed) {
            showMaintenance(now);
        }
        return removed && !now.isAtOrAfter(maintenance.endsAt());
    }

    /** Ends the maintenances whose time is up. */
    void expire(Moment now) {
        if (maintenances.removeIf(it -> now.isAtOrAfter(it.endsAt()))) {
            showMaintenance(now);
        }
    }

    /** When the next maintenance ends by itself, at most the bound. */
    long nextExpiry(long bound) {
        long next = bound;
        for (Maintenance it : maintenances) {
            next = Durations.earlier(next, it.endsAt());
        }
        return next;
    }

    /** Why a gate is closed; null for one that is open, or is not there. */
    @Nullable String reason(String name) {
        GateState gate = gates.get(name);
        return gate == null ? null : gate.reason;
    }

    private boolean isCheck(String name) {
        CheckReport row = overall.get(name);
        return row != null && !row.isGate();
    }

    /** Of several that are on, the one that ends last is the reason. */
    private void showMaintenance(Moment now) {
        if (maintenances.isEmpty()) {
            set(MAINTENANCE, null, false, now);
            remove(MAINTENANCE);
        } else {
            var last = Collections.max(maintenances, Comparator.comparing(Maintenance::until));
            set(MAINTENANCE, last.toString(), false, now);
        }
    }

    private CheckReport put(
            String name, Status status, @Nullable String reason, boolean latched, Moment now) {
        var row = new CheckReport(name, true, status, Impact.REQUIRED, now.date());
        gates.put(name, new GateState(row, now.nanos(), reason, latched));
        ready.put(row);
        overall.put(row);
        return row;
    }
}
