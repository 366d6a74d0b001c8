// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.Platform.Kind;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ShutdownPlanTest {
    private static final String LOG4J = "org.apache.logging.slf4j.Log4jLoggerFactory";

    @Test
    void explain_tellsThePlanWithItsWorstCase() {
        Tasks tasks = new Tasks(System::nanoTime);
        tasks.add(Phase.INGRESS, "gateway", () -> {}, task -> task.timeout(ofMillis(500)));
        tasks.add(Phase.CLIENTS, "cache", () -> {}, task -> {});
        tasks.add(Phase.CLIENTS, "redis", () -> {}, task -> task.after("cache"));

        assertThat(plan(Kind.KUBERNETES, null, tasks).text())
                .isEqualTo(
                        """
                        shutdown within 25s, under Kubernetes
                        begins     on SIGTERM, SIGINT, request or exit of the JVM
                        at once    readiness is DOWN, liveness UP; new work is a late arrival
                        delay      5s, still serving
                        INGRESS    until 16.4s: gateway 500ms
                        CONSUMERS  -
                        drain      until 22.1s, what is in flight ends
                        WORK       -
                        CLIENTS    until 24s: cache, redis (after cache)
                        TELEMETRY  -
                        LISTENERS  -
                        exit       the JVM's code, or 70 if something was cut short; halted at 25s
                        worst case: 25.5s\
                        """);
    }

    @Test
    void worstCase_beyondTheGracePeriod_isWarnedOf() {
        assertThat(warnings(Kind.CONTAINER, null))
                .containsExactly(
                        "the worst case of 25.5s is not below the grace period of 10s (Docker's"
                                + " default): the process would be killed first");
        assertThat(warnings(Kind.KUBERNETES, "25")).hasSize(1);
        assertThat(warnings(Kind.KUBERNETES, "26")).isEmpty();
        assertThat(warnings(Kind.KUBERNETES, null)).isEmpty();
        assertThat(warnings(Kind.CONTAINER, "26")).isEmpty();
        assertThat(warnings(Kind.ELSEWHERE, null)).isEmpty();
    }

    @Test
    void malformedGracePeriod_isWarnedOf() {
        assertThat(warnings(Kind.KUBERNETES, "half a minute"))
                .containsExactly(
                        "TERMINATION_GRACE_SECONDS must be a whole number of seconds, but was"
                                + " 'half a minute'");
    }

    @Test
    void unhandledSignals_andALoggingHook_areWarnedOf() {
        var plan =
                new ShutdownPlan(
                        settings(Kind.ELSEWHERE, null),
                        new Tasks(System::nanoTime),
                        List.of("SIGINT is left to the JVM: it is ignored"),
                        "Log4j stops logging");

        assertThat(plan.text())
                .contains("warning: SIGINT is left to the JVM: it is ignored")
                .endsWith("warning: Log4j stops logging");
    }

    @Test
    void explain_ofAnEmbeddedCoordinator_saysThatTheProcessGoesOn() {
        String text = coordinator(builder -> builder.endDelayWhenQuietFor(ofSeconds(1))).explain();

        assertThat(text)
                .contains("begins     on request\n")
                .contains(
                        "delay      0ms, still serving, or until nothing arrived or ended for 1s\n")
                .contains("exit       none, the process goes on\n");
    }

    @Test
    void log4j_withItsHook_isWarnedOf() {
        assertThat(ShutdownPlan.logging(LOG4J, name -> null))
                .startsWith("Log4j stops logging when the JVM exits by itself")
                .contains("shutdownHook=\"disable\"");
    }

    @Test
    void log4j_withoutItsHook_isNotWarnedOf() {
        assertThat(
                        ShutdownPlan.logging(
                                LOG4J,
                                name -> name.equals("log4j2.shutdownHookEnabled") ? "false" : null))
                .isNull();
        assertThat(
                        ShutdownPlan.logging(
                                LOG4J,
                                name -> name.equals("log4j.shutdownHookEnabled") ? "FALSE" : null))
                .isNull();
    }

    @Test
    void javaUtilLogging_isWarnedOf() {
        assertThat(ShutdownPlan.logging("org.slf4j.jul.JDK14LoggerFactory", name -> null))
                .startsWith("java.util.logging resets its handlers");
    }

    @Test
    void frameworks_withoutAHook_areNotWarnedOf() {
        assertThat(ShutdownPlan.logging("ch.qos.logback.classic.LoggerContext", name -> null))
                .isNull();
        assertThat(
                        ShutdownPlan.of(
                                        settings(Kind.ELSEWHERE, null),
                                        new Tasks(System::nanoTime),
                                        List.of())
                                .logging())
                .isNull();
    }

    private static List<String> warnings(Kind kind, String grace) {
        return plan(kind, grace, new Tasks(System::nanoTime)).warnings();
    }

    private static ShutdownPlan plan(Kind kind, String grace, Tasks tasks) {
        return new ShutdownPlan(settings(kind, grace), tasks, List.of(), null);
    }

    private static ShutdownSettings settings(Kind kind, String grace) {
        return new ShutdownSettings(
                ofSeconds(25).toNanos(),
                kind == Kind.KUBERNETES ? ofSeconds(5).toNanos() : 0,
                Long.MAX_VALUE,
                ShutdownSettings.JVM_CODE,
                true,
                true,
                new Platform(kind, grace));
    }

    private static ShutdownCoordinator coordinator(
            UnaryOperator<ShutdownCoordinatorBuilder> options) {
        return options.apply(ShutdownCoordinator.builder(HealthMonitor.builder().build()))
                .platform(new Platform(Kind.ELSEWHERE, null))
                .endsProcess(false)
                .build();
    }
}
