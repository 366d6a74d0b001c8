// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static dev.mainstay.health.Status.DOWN;
import static dev.mainstay.health.Status.UNKNOWN;
import static dev.mainstay.health.Status.UP;
import static java.time.Duration.ofMillis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Health the naive way: it keeps all that ever happened, and replays it for each question. It knows
 * no rows, counts, caches or times at which to look.
 */
final class HealthModel {
    enum Kind {
        OUTCOME,
        TIMEOUT,
        BACK,
        REJECTED
    }

    record Event(Kind kind, @Nullable Status status, long at) {}

    /** A check, and whether startup waits for its report. */
    static final class Check {
        final CheckSettings settings;
        final Set<Probe> probes;
        final List<Event> events = new ArrayList<>();
        boolean awaited;
        long runsSince;
        long mutedUntil = Long.MIN_VALUE;

        Check(CheckRegistration registration, boolean awaited, long runsSince) {
            this.settings = registration.settings();
            this.probes = registration.probes();
            this.awaited = awaited && !probes.equals(Set.of(Probe.LIVENESS));
            this.runsSince = runsSince;
        }

        void happened(Kind kind, @Nullable Status status, long at) {
            boolean again = isStuck(events);
            events.add(new Event(kind, status, at));
            boolean reported = kind == Kind.OUTCOME || (kind == Kind.TIMEOUT && !again);
            boolean mustPass = probes.contains(Probe.STARTUP);
            awaited &= !reported || (mustPass && !weighedAt(at).isPassing());
        }

        boolean isStuck(List<Event> until) {
            int last = until.size() - 1;
            while (last >= 0 && until.get(last).kind == Kind.REJECTED) {
                last--;
            }
            return last >= 0 && until.get(last).kind == Kind.TIMEOUT;
        }

        Status statusAt(long now) {
            Hysteresis hysteresis = Hysteresis.INITIAL;
            boolean stale = false;
            long known = 0;
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                boolean stuck = isStuck(events.subList(0, i));
                stale |= !stuck && isOld(hysteresis, known, event.at);
                Status said = said(event);
                if (said != UNKNOWN) {
                    boolean inStartPeriod = event.at < runsSince + settings.startPeriod();
                    hysteresis = hysteresis.after(said, inStartPeriod, settings);
                    known = event.at;
                    stale &= said == DOWN && hysteresis.published() != DOWN;
                }
            }
            stale |= !isStuck(events) && isOld(hysteresis, known, now);
            return stale ? UNKNOWN : hysteresis.published();
        }

        Status weighedAt(long now) {
            return now < mutedUntil ? Status.UP : settings.impact().weigh(statusAt(now));
        }

        long count(Status status) {
            return events.stream()
                    .filter(it -> it.kind == Kind.OUTCOME && it.status == status)
                    .count();
        }

        private boolean isOld(Hysteresis hysteresis, long known, long at) {
            return hysteresis.published() != UNKNOWN && at >= known + settings.freshFor();
        }

        private static Status said(Event event) {
            return switch (event.kind) {
                case OUTCOME -> event.status == null ? UNKNOWN : event.status;
                case TIMEOUT -> DOWN;
                case BACK, REJECTED -> UNKNOWN;
            };
        }
    }

    final Map<String, Check> checks = new LinkedHashMap<>();

    /** Why each gate is closed; empty for an open one. */
    final Map<String, String> gates = new LinkedHashMap<>();

    /** When each maintenance ends, by a name. */
    final Map<String, Long> maintenances = new HashMap<>();

    boolean started;
    boolean closed;
    private boolean startedUp;

    static CheckSettings anySettings(Random random) {
        return CheckSettings.from(
                it ->
                        it.interval(ofMillis(500 + random.nextInt(3_000)))
                                .timeout(ofMillis(500))
                                .startPeriod(ofMillis(random.nextInt(3_000)))
                                .failureThreshold(1 + random.nextInt(3))
                                .successThreshold(1 + random.nextInt(2))
                                .impact(Impact.values()[random.nextInt(3)]));
    }

    /** To be asked after each step, as what was up once stays up. */
    Status startup(long now) {
        boolean reported = checks.values().stream().noneMatch(check -> check.awaited);
        startedUp |= started && reported;
        return startedUp ? UP : worst(Probe.STARTUP, Set.of(), now).worse(UNKNOWN);
    }

    Status live(Set<String> without, long now) {
        return closed ? UP : worst(Probe.LIVENESS, without, now);
    }

    Status ready(Set<String> without, long now) {
        boolean shut = closed || gates.values().stream().anyMatch(why -> !why.isEmpty());
        boolean maintained = maintenances.keySet().stream().anyMatch(it -> isOn(it, now));
        Set<String> leftOut = started ? without : Set.of();
        Status worst = worst(Probe.READINESS, leftOut, now).worse(started ? UP : UNKNOWN);
        return worst.worse(shut || maintained ? DOWN : UP);
    }

    boolean isOn(String maintenance, long now) {
        return now < maintenances.getOrDefault(maintenance, now);
    }

    private Status worst(Probe probe, Set<String> without, long now) {
        return checks.entrySet().stream()
                .filter(it -> !without.contains(it.getKey()))
                .filter(it -> it.getValue().probes.contains(probe))
                .map(it -> it.getValue().weighedAt(now))
                .filter(status -> probe != Probe.LIVENESS || status != UNKNOWN)
                .reduce(UP, Status::worse);
    }
}
