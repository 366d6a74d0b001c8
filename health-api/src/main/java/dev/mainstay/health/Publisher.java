// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is published: rows by probe, gates, and the changes to tell of. Guarded by the lock. */
final class Publisher {
    private static final Set<Probe> READINESS = EnumSet.of(Probe.READINESS);
    private static final String CLOSED = "mainstay-closed";

    /** A gate's row, since when in ticks, and why it is closed. */
    private record GateState(CheckReport row, long at, @Nullable String reason, boolean latched) {}

    private final Time time;
    private final Board[] boards;
    private final boolean startupAwaitsReadiness;
    private final History history;
    private final Map<String, GateState> gates = new HashMap<>();
    private List<HealthChange> changes = new ArrayList<>();
    private boolean touched = true;
    private @Nullable Instant startedAt;
    private boolean closed;
    private boolean startedUp;
    private int awaitedByStartup;

    Publisher(Time time, boolean startupAwaitsReadiness, History history) {
        this.time = time;
        this.history = history;
        this.startupAwaitsReadiness = startupAwaitsReadiness;
        Instant now = time.now();
        this.boards =
                new Board[] {
                    new Board(Probe.LIVENESS, Status.UP, now),
                    new Board(Probe.READINESS, Status.UNKNOWN, now),
                    new Board(Probe.STARTUP, Status.UNKNOWN, now),
                    new Board(null, Status.UNKNOWN, now)
                };
    }

    void start() {
        startedAt = time.now();
        touched = true;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    void close() {
        closed = true;
        var row = new CheckReport(CLOSED, true, Status.DOWN, Impact.REQUIRED, time.now());
        gates.put(CLOSED, new GateState(row, time.nanos(), "closed", true));
        put(row, READINESS);
    }

    void put(CheckReport row, Set<Probe> probes) {
        for (Probe probe : probes) {
            boards[probe.ordinal()].put(row);
        }
        boards[MonitorCore.OVERALL].put(row);
        touched = true;
    }

    void remove(CheckReport row) {
        for (Board board : boards) {
            board.remove(row);
        }
        touched = true;
    }

    /** Publishes a check's status, if it is another than before. */
    void update(CheckEntry entry, long now) {
        Status from = entry.row.status();
        if (entry.status() == from) {
            return;
        }
        String reason = entry.stale ? staleReason(entry, now) : lastMessage(entry);
        long lasted = entry.endRow(now);
        entry.row = entry.row.with(entry.status(), time.now());
        put(entry.row, entry.probes);
        tell(entry.row, from, reason, lasted);
    }

    void awaitForStartup(CheckEntry entry) {
        entry.awaitedByStartup = true;
        awaitedByStartup++;
    }

    void settleForStartup(CheckEntry entry) {
        if (entry.awaitedByStartup) {
            entry.awaitedByStartup = false;
            awaitedByStartup--;
            touched = true;
        }
    }

    boolean hasGate(String name) {
        return gates.containsKey(name);
    }

    /** Why a gate is closed, or what the monitor says of itself. */
    @Nullable String reason(String name) {
        if (name.equals(Freshness.SCHEDULER)) {
            return Freshness.DEAD;
        }
        GateState gate = gates.get(name);
        return gate == null ? null : gate.reason;
    }

    /** Opens or closes a gate, made where it is missing; false if it is latched. */
    boolean setGate(String name, @Nullable String reason, boolean latch) {
        GateState before = gates.get(name);
        if (before != null && before.latched) {
            return false;
        }
        Status status = reason == null ? Status.UP : Status.DOWN;
        long now = time.nanos();
        if (before != null && before.row.status() == status) {
            gates.put(name, new GateState(before.row, before.at, reason, latch));
            return true;
        }
        var row = new CheckReport(name, true, status, Impact.REQUIRED, time.now());
        gates.put(name, new GateState(row, now, reason, latch));
        put(row, READINESS);
        if (before != null || status == Status.DOWN) {
            tell(row, before == null ? Status.UP : before.row.status(), reason, age(before, now));
        }
        return true;
    }

    /** Removes a gate; false if there is none, or it is latched. */
    boolean removeGate(String name) {
        GateState gate = gates.get(name);
        if (gate == null || gate.latched) {
            return false;
        }
        gates.remove(name);
        remove(gate.row);
        return true;
    }

    /** The reports by board, if anything was touched since the last call; otherwise null. */
    HealthReport @Nullable [] reports() {
        if (!touched) {
            return null;
        }
        touched = false;
        Instant now = time.now();
        Status live = closed ? Status.UP : boards[Probe.LIVENESS.ordinal()].worst(false);
        Status ready = boards[Probe.READINESS.ordinal()].worst(true);
        if (startedAt == null) {
            ready = ready.worse(Status.UNKNOWN);
        }
        HealthReport liveness = boards[Probe.LIVENESS.ordinal()].report(live, now);
        HealthReport readiness = boards[Probe.READINESS.ordinal()].report(ready, now);
        return new HealthReport[] {
            liveness,
            readiness,
            boards[Probe.STARTUP.ordinal()].report(startup(ready), now),
            boards[MonitorCore.OVERALL].report(live.worse(ready), now, liveness, readiness)
        };
    }

    /** The changes since the last call, in order. */
    List<HealthChange> takeChanges() {
        List<HealthChange> taken = changes;
        if (!taken.isEmpty()) {
            changes = new ArrayList<>();
        }
        return taken;
    }

    private Status startup(Status ready) {
        boolean all = startedAt != null && awaitedByStartup == 0;
        if (all && (!startupAwaitsReadiness || ready.isPassing())) {
            startedUp = true;
        }
        return startedUp
                ? Status.UP
                : boards[Probe.STARTUP.ordinal()].worst(true).worse(Status.UNKNOWN);
    }

    void tell(CheckReport row, Status from, @Nullable String reason, long afterNanos) {
        String masked = reason == null ? null : Text.oneLine(Masking.mask(reason));
        var change = new HealthChange(row, from, masked, Duration.ofNanos(afterNanos));
        changes.add(change);
        history.add(change);
    }

    /** The last changes, oldest first. */
    List<HealthChange> history() {
        return history.all();
    }

    static String staleReason(CheckEntry entry, long now) {
        return "last outcome is " + Durations.show(now - entry.knownAt) + " old";
    }

    private static @Nullable String lastMessage(CheckEntry entry) {
        return entry.outcome == null ? null : entry.outcome.message().orElse(null);
    }

    private static long age(@Nullable GateState gate, long now) {
        return gate == null ? 0 : now - gate.at;
    }
}
