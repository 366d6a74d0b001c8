// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.CheckState.RunOutcome;
import dev.mainstay.health.HealthModel.Check;
import dev.mainstay.health.HealthModel.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random sequences of what may happen, beside a model that replays all of it. */
class HealthStateRandomTest {
    private static final List<String> CHECKS = List.of("a", "b", "c", "d");
    private static final List<String> GATES = List.of("g", "h");
    private static final String FOR_GOOD = "for good";

    private final List<String> steps = new ArrayList<>();
    private Random random = new Random();
    private FakeTime time = new FakeTime();
    private HealthState state = new HealthState(false, 50, now());
    private HealthModel model = new HealthModel();
    private long tickedAt;
    private List<HealthReport> reports = List.of();
    private Map<String, Maintenance> maintenances = new HashMap<>();
    private Map<String, Status> told = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 4711, 20261201, -7})
    void state_afterLongRandomSequences_equalsAModelThatReplaysAll(long seed) {
        random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            begin();
            for (int i = 0; i < 120; i++) {
                step();
                compare("seed %d, round %d, after %s".formatted(seed, round, steps));
            }
        }
    }

    private void begin() {
        steps.clear();
        time = new FakeTime();
        state = new HealthState(false, 50, now());
        model = new HealthModel();
        reports = List.of();
        maintenances = new HashMap<>();
        told = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            add(CHECKS.get(i), true);
        }
    }

    private void step() {
        String check = CHECKS.get(random.nextInt(CHECKS.size()));
        switch (random.nextInt(20)) {
            case 0 -> start();
            case 1 -> close();
            case 2 -> toggle(check);
            case 3 -> mute(check);
            case 4, 5 -> gate(GATES.get(random.nextInt(GATES.size())));
            case 6 -> maintain();
            case 7 -> tick();
            case 8, 9, 10, 11, 12 -> pass();
            default -> run(check);
        }
    }

    private void start() {
        if (!model.started && !model.closed) {
            steps.add("start");
            state.start(now());
            model.started = true;
            model.checks.values().forEach(check -> check.runsSince = elapsed());
            tickedAt = elapsed();
        }
    }

    private void close() {
        if (random.nextInt(20) == 0 && !model.closed) {
            steps.add("close");
            state.close(now());
            model.closed = true;
        }
    }

    private void toggle(String name) {
        if (model.checks.remove(name) == null) {
            add(name, false);
        } else {
            steps.add("-" + name);
            assertThat(state.remove(name)).isTrue();
            told.remove(name);
        }
    }

    private void add(String name, boolean awaited) {
        CheckSettings settings = HealthModel.anySettings(random);
        Set<Probe> probes = EnumSet.of(Probe.values()[random.nextInt(3)]);
        probes.add(Probe.values()[random.nextInt(3)]);
        var registration = new CheckRegistration(probes, name, Health::up, settings, true);
        steps.add("+" + name + " " + probes + " " + settings);
        state.add(registration, awaited, now());
        model.checks.put(name, new Check(registration, awaited, elapsed()));
    }

    private void mute(String name) {
        Check check = model.checks.get(name);
        if (check != null && random.nextBoolean()) {
            long millis = 1L + random.nextInt(4_000);
            steps.add("mute " + name + " " + millis);
            state.mute(name, ofMillis(millis), now());
            check.mutedUntil = elapsed() + ofMillis(millis).toNanos();
        } else if (check != null) {
            steps.add("unmute " + name);
            assertThat(state.unmute(name)).isEqualTo(elapsed() < check.mutedUntil);
            check.mutedUntil = Long.MIN_VALUE;
        }
    }

    private void gate(String name) {
        int what = random.nextInt(12);
        boolean latched = model.gates.getOrDefault(name, "").equals(FOR_GOOD);
        steps.add("gate " + name + " " + what);
        if (what < 4) {
            state.gates().add(name, now());
            model.gates.putIfAbsent(name, "");
        } else if (what < 9) {
            String why = what < 7 ? "why " + what : null;
            assertThat(state.gates().set(name, why, false, now())).isEqualTo(!latched);
            if (!latched && (why != null || model.gates.containsKey(name))) {
                model.gates.put(name, why == null ? "" : why);
            }
        } else if (what < 11) {
            boolean removed = !latched && model.gates.remove(name) != null;
            assertThat(state.remove(name)).isEqualTo(removed);
            told.remove(latched ? "" : name);
        } else if (!latched) {
            state.gates().set(name, FOR_GOOD, true, now());
            model.gates.put(name, FOR_GOOD);
        }
    }

    private void maintain() {
        String key = "m" + random.nextInt(2);
        Maintenance before = maintenances.remove(key);
        if (before != null) {
            steps.add("end " + key);
            assertThat(state.gates().end(before, now())).isEqualTo(model.isOn(key, elapsed()));
            model.maintenances.remove(key);
            return;
        }
        long nanos = ofMillis(1 + random.nextInt(4_000)).toNanos();
        steps.add("maintain " + key + " " + nanos);
        var begun = new Maintenance(key, time.now(), time.nanos() + nanos, it -> false);
        maintenances.put(key, state.gates().begin(begun, now()));
        model.maintenances.put(key, elapsed() + nanos);
    }

    private void tick() {
        steps.add("tick");
        state.ticked(now());
        tickedAt = elapsed();
    }

    /** A reader looks at each moment that the state names, and just before it in vain. */
    private void pass() {
        long end = time.nanos() + ofMillis(random.nextInt(2_000)).toNanos();
        steps.add("pass to " + (elapsed() + end - time.nanos()));
        while (end - state.nextExpiry() >= 0) {
            time.advance(ofNanos(state.nextExpiry() - time.nanos() - 1));
            take();
            state.expire(now());
            assertThat(state.reports(now())).as("before its time: %s", steps).isNull();
            time.advance(ofNanos(1));
            state.expire(now());
        }
        time.advance(ofNanos(end - time.nanos()));
        if (random.nextInt(8) == 0 && elapsed() - tickedAt < ofSeconds(25).toNanos()) {
            tick();
        }
    }

    private void run(String name) {
        Check check = model.checks.get(name);
        if (check == null || !model.started) {
            return;
        }
        boolean stuck = check.isStuck(check.events);
        switch (random.nextInt(stuck ? 2 : 8)) {
            case 0 -> timeOut(name, check);
            case 1 -> backOrRejected(name, check, stuck);
            default -> outcome(name, check);
        }
    }

    private void timeOut(String name, Check check) {
        steps.add(name + " times out");
        state.timedOut(name, time.nanos(), now());
        check.happened(Kind.TIMEOUT, null, elapsed());
    }

    private void backOrRejected(String name, Check check, boolean stuck) {
        steps.add(name + (stuck ? " is back" : " is rejected"));
        if (stuck) {
            state.back(name);
        } else {
            state.rejected(name, "full", now(), () -> 0);
        }
        check.happened(stuck ? Kind.BACK : Kind.REJECTED, null, elapsed());
    }

    private void outcome(String name, Check check) {
        Status status = Status.values()[random.nextInt(4)];
        steps.add(name + " " + status);
        state.outcome(name, Health.of(status, "x"), 5, now(), () -> 0);
        check.happened(Kind.OUTCOME, status, elapsed());
    }

    private void compare(String when) {
        if (now().isAtOrAfter(state.nextExpiry())) {
            state.expire(now());
        }
        take();
        Set<String> without = new HashSet<>(random.nextBoolean() ? CHECKS.subList(0, 2) : GATES);
        long now = elapsed();
        assertThat(status(Probe.LIVENESS)).as(when).isEqualTo(model.live(Set.of(), now));
        assertThat(status(Probe.READINESS)).as(when).isEqualTo(model.ready(Set.of(), now));
        assertThat(status(Probe.STARTUP)).as(when).isEqualTo(model.startup(now));
        Status live = model.live(without, now);
        Status ready = model.ready(without, now);
        HealthReport all = reports.get(3);
        Status worst = status(Probe.LIVENESS).worse(status(Probe.READINESS));
        assertThat(all.status()).as(when).isEqualTo(worst);
        assertThat(reports.get(0).statusWithout(without)).as(when).isEqualTo(live);
        assertThat(reports.get(1).statusWithout(without)).as(when).isEqualTo(ready);
        assertThat(all.statusWithout(without)).as(when).isEqualTo(live.worse(ready));
        model.checks.forEach((name, check) -> compare(name, check, when));
        all.checks().forEach(row -> compareTold(row, when));
    }

    private void compare(String name, Check check, String when) {
        CheckReport row = reports.get(3).check(name).orElseThrow();
        assertThat(row.status()).as(when).isEqualTo(check.statusAt(elapsed()));
        assertThat(row.mutedUntil().isPresent()).as(when).isEqualTo(elapsed() < check.mutedUntil);
        for (Probe probe : Probe.values()) {
            assertThat(reports.get(probe.ordinal()).check(name).isPresent())
                    .as(when)
                    .isEqualTo(check.probes.contains(probe));
        }
        CheckState known =
                state.checks().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        assertThat(known.runs(RunOutcome.DOWN)).as(when).isEqualTo(check.count(Status.DOWN));
    }

    /** What listeners were told last of a check or gate is what its row says. */
    private void compareTold(CheckReport row, String when) {
        Status unsaid = row.isGate() ? Status.UP : Status.UNKNOWN;
        if (!CheckReport.isReserved(row.name())) {
            assertThat(told.getOrDefault(row.name(), unsaid)).as(when).isEqualTo(row.status());
        }
    }

    private void take() {
        List<HealthReport> made = state.reports(now());
        reports = made == null ? reports : made;
        for (HealthChange change : state.takeChanges()) {
            assertThat(change.from()).as("%s", steps).isNotEqualTo(change.to());
            told.put(change.name(), change.to());
        }
    }

    private Status status(Probe probe) {
        return reports.get(probe.ordinal()).status();
    }

    private Moment now() {
        return new Moment(time.nanos(), time.now());
    }

    private long elapsed() {
        return time.nanos() - new FakeTime().nanos();
    }
}
