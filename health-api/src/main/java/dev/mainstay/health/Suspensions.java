// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Maintenance and muted checks, each until it ends. Under the monitor's lock. */
final class Suspensions {
    static final String GATE = "mainstay-maintenance";
    static final int MOST = 100;

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final MonitorCore core;
    private final Publisher publisher;
    private final Checks checks;
    private final Time time;
    private final List<Maintenance> underWay = new ArrayList<>();
    private final Set<CheckEntry> muted = new HashSet<>();

    Suspensions(MonitorCore core, Publisher publisher, Checks checks, Time time) {
        this.core = core;
        this.publisher = publisher;
        this.checks = checks;
        this.time = time;
    }

    Maintenance begin(String reason, Duration duration) {
        requireNonNull(reason, "reason");
        Require.between("duration", SHORTEST, LONGEST, duration);
        return core.changed(
                () -> {
                    Require.state(
                            underWay.size() < MOST, "at most " + MOST + " may be on at a time");
                    long endsAt = time.nanos() + duration.toNanos();
                    var begun = new Maintenance(this, reason, end(duration), endsAt);
                    underWay.add(begun);
                    showGate();
                    core.lookAgainAt(endsAt);
                    return begun;
                });
    }

    boolean end(Maintenance maintenance) {
        return core.changed(
                () -> {
                    boolean over = time.nanos() - maintenance.endsAt >= 0;
                    boolean removed = underWay.remove(maintenance);
                    if (removed) {
                        showGate();
                    }
                    return removed && !over;
                });
    }

    Instant mute(String name, Duration duration) {
        requireNonNull(name, "name");
        Require.between("duration", SHORTEST, LONGEST, duration);
        return core.changed(
                () -> {
                    CheckEntry entry = checks.get(name);
                    if (entry == null) {
                        throw new IllegalArgumentException("no check is named '" + name + "'");
                    }
                    Instant until = end(duration);
                    entry.mutedUntil = time.nanos() + duration.toNanos();
                    entry.row = entry.row.muted(until);
                    publisher.put(entry.row, entry.probes);
                    muted.add(entry);
                    core.lookAgainAt(entry.mutedUntil);
                    return until;
                });
    }

    boolean unmute(String name) {
        requireNonNull(name, "name");
        return core.changed(
                () -> {
                    CheckEntry entry = checks.get(name);
                    if (entry == null || !muted.remove(entry)) {
                        return false;
                    }
                    show(entry);
                    return true;
                });
    }

    /** Ends what is over; returns when the next one ends, at most the bound. */
    long expire(long now, long bound) {
        if (underWay.removeIf(it -> now - it.endsAt >= 0)) {
            showGate();
        }
        muted.removeIf(it -> it.removed || isUnmuted(it, now));
        long next = bound;
        for (Maintenance it : underWay) {
            next = Durations.earlier(next, it.endsAt);
        }
        for (CheckEntry it : muted) {
            next = Durations.earlier(next, it.mutedUntil);
        }
        return next;
    }

    private boolean isUnmuted(CheckEntry entry, long now) {
        boolean over = now - entry.mutedUntil >= 0;
        if (over) {
            show(entry);
        }
        return over;
    }

    private void show(CheckEntry entry) {
        entry.row = entry.row.unmuted(entry.settings.impact());
        publisher.put(entry.row, entry.probes);
    }

    /** Of several that are on, the one that ends last is the reason. */
    private void showGate() {
        if (underWay.isEmpty()) {
            publisher.setGate(GATE, null, false);
            publisher.removeGate(GATE);
        } else {
            var last = Collections.max(underWay, Comparator.comparing(Maintenance::until));
            publisher.setGate(GATE, last.toString(), false);
        }
    }

    private Instant end(Duration duration) {
        return time.now().plus(duration).truncatedTo(ChronoUnit.MILLIS);
    }
}
