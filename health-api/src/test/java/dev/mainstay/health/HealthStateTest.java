// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.internal.Durations;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How statuses are aggregated, and what changes by itself as time passes. */
class HealthStateTest {
    /** Near the overflow, so that arithmetic that does not wrap shows itself. */
    private final FakeTime time = new FakeTime();

    private final HealthState state = new HealthState(false, 50, now());
    private List<HealthReport> reports = take();
    private Maintenance maintenance = new Maintenance("none", time.now(), 0, it -> false);

    /**
     * Checks are named for what they are: r, d and i are for readiness and REQUIRED, DEGRADES and
     * INFORMS, l for liveness, s for startup, b for liveness and readiness. {@code r=D} is an
     * outcome of r, {@code r=T} a timeout, {@code r=B} says that it is back, {@code 9s} lets time
     * pass. Statuses are U, G for DEGRADED, ? and D: of liveness, readiness, startup and all.
     */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource({
        "nothing yet,                                '',                        U??? ",
        "started with no checks,                     start,                     UUUU",
        "no outcome yet,                             +r start,                  U???",
        "the first success,                          +r start r=U,              UUUU",
        "the first degraded,                         +r start r=G,              UGUG",
        "the first failure,                          +r start r=D,              UDUD",
        "nobody could find out,                      +r start r=?,              U?U?",
        "outcomes before the start are not ready,    +r r=U,                    U???",
        "the worst of two,                           +r +b start r=U b=G,       GGUG",
        "UNKNOWN is worse than DEGRADED,             +r +b start r=G b=?,       U?U?",
        "DOWN is worse than UNKNOWN,                 +r +b start r=D b=?,       UDUD",
        "a check of two probes is down for both,     +b start b=D,              DDUD",
        "UNKNOWN of DEGRADES is degraded,            +d start,                  UG?G",
        "DOWN of DEGRADES is degraded,               +d start d=D,              UGUG",
        "UNKNOWN of INFORMS is up,                   +i start,                  UU?U",
        "DOWN of INFORMS is up,                      +i start i=D,              UUUU",
        "liveness that is UNKNOWN is up,             +l start,                  UUUU",
        "liveness that is DOWN is not readiness,     +l start l=D,              DUUD",
        "liveness that is DEGRADED,                  +l start l=G,              GUUG",
        "startup waits for a readiness check,        +r +b start r=U,           U???",
        "whatever it says,                           +r +b start r=U b=D,       DDUD",
        "a timeout is a report too,                  +r start r=T,              UDUD",
        "startup waits for a success of its own,     +s start s=D,              UUDU",
        "and has it,                                 +s start s=D s=U,          UUUU",
        "once up it stays up,                        +s start s=U s=D,          UUUU",
        "a check added is not awaited,              start +s s=D,              UUUU",
        "a removed one is not awaited,               +s start s=D -s,           UUUU",
        "a removed check does not count,             +r start r=D -r,           UUUU",
        "a gate that is made is open,                start gate,                UUUU",
        "a gate that is closed,                      start shut,                UDUD",
        "and opened again,                           start shut open,           UUUU",
        "a gate that is removed,                     start shut -g,             UUUU",
        "a latched one stays closed,                 start latch open -g,       UDUD",
        "also where it is closed once more,          start latch shut open,     UDUD",
        "a muted check,                              +r start r=D mute,         UUUU",
        "muted until it ends,                        +r start r=D mute 9s,      UUUU",
        "muted no longer,                            +r start r=D mute 10s,     UDUD",
        "unmuted,                                    +r start r=D mute unmute,  UDUD",
        "an outcome of a muted,                        +r start r=U mute r=D,     UUUU",
        "a maintenance,                              +r start r=U main,         UDUD",
        "until it is over,                           +r start r=U main 10s,     UUUU",
        "or is ended,                                +r start r=U main end,     UUUU",
        "fresh for two intervals and a timeout,      +r start r=U 21s,          UUUU",
        "stale from then on,                         +r start r=U 22s,          U?U?",
        "a failure does not bring back an UP,        +c start c=U 22s c=D,      U?U?",
        "a success does,                             +c start c=U 22s c=U,      UUUU",
        "DOWN goes stale,                            +r start r=D 22s,          U?U?",
        "UNKNOWN refreshes nothing,                  +r start r=U 21s r=? 1s,   U?U?",
        "stuck is DOWN and does not go stale,        +r start r=T 60s,          UDUD",
        "but once it is back,                        +r start r=T 60s tick r=B 1s, U?U?",
        "the scheduler ticks,                        start 29s tick 29s,        UUUU",
        "it is late once,                            start 30s,                 UUUU",
        "and a second later,                         start 30s 1s,              DUUD",
        "it is back,                                 start 30s 1s tick,         UUUU",
        "nobody waits for it after the close,        start close 30s 1s,        UDUD",
        "closed while it is late,                    start 30s 1s close,        UDUD",
        "closed while liveness is DOWN,              +l start l=D close,        UDUD",
    })
    void statuses_afterWhatHappened_areAsTheTableSays(String why, String steps, String expected) {
        for (String step : steps.isEmpty() ? List.<String>of() : List.of(steps.split(" +"))) {
            play(step);
        }

        assertThat(letters(reports)).as(why).isEqualTo(expected);
    }

    @Test
    void change_ofACheck_isToldOnceWithWhatItSaid() {
        add("r", Impact.REQUIRED, 1, Probe.READINESS);
        play("start");
        state.outcome("r", Health.down("refused"), 7, now(), () -> 0);
        state.outcome("r", Health.down("refused again"), 7, now(), () -> 0);

        assertThat(state.takeChanges()).hasToString("['r' UNKNOWN -> DOWN after 0s: refused]");
        assertThat(state.takeChanges()).isEmpty();
    }

    @Test
    void reports_whileNothingChanges_areNotMadeAnew() {
        add("r", Impact.REQUIRED, 1, Probe.READINESS);
        play("start");
        play("r=U");
        assertThat(state.reports(now())).isNull();

        state.outcome("r", Health.up().with("used", 7), 7, now(), () -> 0);

        assertThat(state.reports(now())).isNull();
    }

    @Test
    void statusWithout_ofSomeChecks_isWhatTheOthersSay() {
        List.of("+r", "+d", "+l", "start", "r=D", "d=D", "l=?").forEach(this::play);

        assertThat(readyWithout("r")).isEqualTo(Status.DEGRADED);
        assertThat(readyWithout("d")).isEqualTo(Status.DOWN);
        assertThat(readyWithout("r", "d")).isEqualTo(Status.UP);
        assertThat(readyWithout("l", "no such check")).isEqualTo(Status.DOWN);
        assertThat(reports.get(3).statusWithout(Set.of("r"))).isEqualTo(Status.DEGRADED);
    }

    /** A request that leaves checks out must not call ready what is not, or down what is closed. */
    @Test
    void statusWithout_whereTheMonitorKnowsMore_isItsWord() {
        play("+r");
        assertThat(readyWithout("r")).as("before the start").isEqualTo(Status.UNKNOWN);
        List.of("start", "r=U", "shut").forEach(this::play);
        assertThat(readyWithout("r", "g")).as("gates count").isEqualTo(Status.DOWN);
        play("open");
        assertThat(readyWithout("r")).isEqualTo(Status.UP);
        List.of("+l", "l=D", "close").forEach(this::play);
        assertThat(readyWithout("r", "mainstay-closed")).isEqualTo(Status.DOWN);
        assertThat(reports.get(0).statusWithout(Set.of("r"))).isEqualTo(Status.UP);
        assertThat(reports.get(2).statusWithout(Set.of("r"))).as("startup").isEqualTo(Status.UP);
    }

    private Status readyWithout(String... names) {
        return reports.get(1).statusWithout(Set.of(names));
    }

    private void play(String step) {
        if (step.endsWith("s") && Character.isDigit(step.charAt(0))) {
            time.advance(ofSeconds(Long.parseLong(step, 0, step.length() - 1, 10)));
            if (now().isAtOrAfter(state.nextExpiry())) {
                state.expire(now());
            }
        } else if (step.startsWith("+")) {
            add(step.substring(1));
        } else if (step.startsWith("-")) {
            state.remove(step.substring(1));
        } else if (step.contains("=")) {
            run(step.substring(0, 1), step.charAt(2));
        } else {
            happens(step);
        }
        reports = take();
    }

    private void happens(String what) {
        switch (what) {
            case "start" -> state.start(now());
            case "close" -> state.close(now());
            case "tick" -> state.ticked(now());
            case "gate" -> state.gates().add("g", now());
            case "shut" -> state.gates().set("g", "closed", false, now());
            case "latch" -> state.gates().set("g", "latched", true, now());
            case "open" -> state.gates().set("g", null, false, now());
            case "mute" -> state.mute("r", ofSeconds(10), now());
            case "unmute" -> state.unmute("r");
            case "main" -> {
                long endsAt = now().nanos() + 10 * Durations.SECOND;
                maintenance = new Maintenance("x", time.now(), endsAt, it -> false);
                state.gates().begin(maintenance, now());
            }
            case "end" -> state.gates().end(maintenance, now());
            default -> throw new IllegalArgumentException(what);
        }
    }

    private void run(String name, char ended) {
        switch (ended) {
            case 'U' -> state.outcome(name, Health.up(), 0, now(), () -> 0);
            case 'G' -> state.outcome(name, Health.degraded("slow"), 0, now(), () -> 0);
            case 'D' -> state.outcome(name, Health.down("gone"), 0, now(), () -> 0);
            case '?' -> state.outcome(name, Health.unknown("no idea"), 0, now(), () -> 0);
            case 'T' -> state.timedOut(name, time.nanos() - 2 * Durations.SECOND, now());
            default -> state.back(name);
        }
    }

    private void add(String name) {
        switch (name) {
            case "d" -> add(name, Impact.DEGRADES, 1, Probe.READINESS);
            case "i" -> add(name, Impact.INFORMS, 1, Probe.READINESS);
            case "l" -> add(name, Impact.REQUIRED, 1, Probe.LIVENESS);
            case "s" -> add(name, Impact.REQUIRED, 1, Probe.STARTUP);
            case "b" -> add(name, Impact.REQUIRED, 1, Probe.LIVENESS, Probe.READINESS);
            case "c" -> add(name, Impact.REQUIRED, 2, Probe.READINESS);
            default -> add(name, Impact.REQUIRED, 1, Probe.READINESS);
        }
    }

    private void add(String name, Impact impact, int failures, Probe first, Probe... more) {
        var settings = CheckSettings.from(it -> it.impact(impact).failureThreshold(failures));
        var probes = EnumSet.of(first, more);
        boolean beforeTheStart = state.details(reports.get(3), now()).startedAt().isEmpty();
        var registration = new CheckRegistration(probes, name, Health::up, settings, true);
        state.add(registration, beforeTheStart, now());
    }

    private Moment now() {
        return new Moment(time.nanos(), time.now());
    }

    private List<HealthReport> take() {
        List<HealthReport> made = state.reports(now());
        return made == null ? reports : made;
    }

    private static String letters(List<HealthReport> reports) {
        var letters = new StringBuilder();
        for (HealthReport report : reports) {
            letters.append("UG?D".charAt(report.status().ordinal()));
        }
        return letters.toString();
    }
}
