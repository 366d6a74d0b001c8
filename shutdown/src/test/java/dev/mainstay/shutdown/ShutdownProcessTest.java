// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of their own, with real signals. */
@Timeout(180)
class ShutdownProcessTest {
    /** A loaded machine may be late; a process that hangs is not that late. */
    private static final Duration QUICK = ofSeconds(5);

    @TempDir private Path directory;

    @Test
    void sigterm_whileAJobIsInFlight_waitsForItAndRunsAllPhasesInOrder() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "allPhases")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said())
                    .containsExactly(
                            "ingress",
                            "consumers",
                            "job 42",
                            "work",
                            "clients",
                            "telemetry",
                            "listeners");
            assertThat(child.err())
                    .contains("shutdown (SIGTERM) took")
                    .contains("of 20s: clean")
                    .contains("in flight: 1 at the start, 0 late (0 refused), 1 drained, 0 cut")
                    .contains("CLIENTS    clients: done in");
        }
    }

    @Test
    void liveness_untilTheVeryEnd_staysUpWhileReadinessIsDown() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "probes")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("UP DOWN", "UP DOWN");
        }
    }

    @Test
    void sigterm_withNothingInFlightAndNoDelay_isQuick() throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try (var child = ChildJvm.start(directory, Services.class, "idle")) {
                child.signal("TERM");

                times.add(child.timeToExit());
                assertThat(child.exitCode()).isEqualTo(143);
                assertThat(child.said()).containsExactly("redis");
            }
        }

        Collections.sort(times);
        assertThat(times.get(2)).as("median of %s", times).isLessThan(ofMillis(300));
        assertThat(times.get(4)).as("longest of %s", times).isLessThan(ofSeconds(1));
    }

    @Test
    void sigint_exitsWithItsOwnCode() throws Exception {
        try (var child = ChildJvm.startHeeding("INT", directory, Services.class, "idle")) {
            child.signal("INT");

            assertThat(child.exitCode()).isEqualTo(130);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err()).contains("shutdown (SIGINT) took");
        }
    }

    @Test
    void sigterm_leftToTheJvm_runsTheShutdownInItsHook() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "withoutSignals")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err())
                    .contains("shutdown (exit of the JVM by thread 'SIGTERM handler') took");
        }
    }

    /** They would take the log away from under it, and the connections. */
    @Test
    void hooksOfOthers_onASignal_runAfterTheLastTask() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "otherHook")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("http", "other hook");
        }
    }

    /** As that of a consumer, or of the JDK's server: it must not end the JVM beside us. */
    @Test
    void lastThread_thatEndsDuringTheShutdown_changesNothing() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "lastThreadEndsInConsumers")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("redis", "http", "other hook");
        }
        try (var child = ChildJvm.start(directory, Services.class, "lastThreadEndsInListeners")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(3);
            assertThat(child.said()).containsExactly("redis", "http", "other hook");
        }
    }

    @Test
    void serverOfTheJdk_thatEndsInIngress_cutsNothingShort() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "serverThatEndsFirst")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("redis", "other hook");
            assertThat(child.err()).contains("INGRESS    http: done in").contains(": clean");
        }
    }

    /** As by a shell that runs it in the background, or by {@code nohup}. */
    @Test
    void signalThatTheProcessWasStartedToIgnore_isToldByExplain() throws Exception {
        try (var child = ChildJvm.startIgnoring("TERM", directory, Services.class, "explains")) {
            assertThat(child.out())
                    .contains(
                            "warning: SIGTERM is left to the JVM: the process was started to ignore"
                                    + " it, as a shell starts its background jobs");
        }
    }

    @Test
    void signals_onTheModulePath_areHandledToo() throws Exception {
        try (var child = ChildJvm.startAsModule(directory, Services.class, "explains")) {
            assertThat(child.out()).doesNotContain("SIGTERM is left to the JVM");
        }
    }

    @Test
    void request_byADaemonThread_endsTheProcessAfterTheLastTask() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "requestedByADaemon")) {
            assertThat(child.exitCode()).isEqualTo(3);
            assertThat(child.said()).containsExactly("redis", "http", "other hook");
        }
    }

    @Test
    void exitCodeWhenClean_ifClean_isTheExitCode() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "cleanCode")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(0);
        }
    }

    @Test
    void sigterm_duringTheStart_doesWhatTheJvmDoes() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "starting")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThan(QUICK);
            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).isEmpty();
        }
    }

    @Test
    void request_endsTheProcess() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "requested")) {
            assertThat(child.exitCode()).isEqualTo(0);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err()).contains("shutdown (no more work) took");
        }
    }

    @Test
    void requests_byHooksOfOthers_runTheShutdownOnceAndLeaveTheCode() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "requestedByHooksOfOthers")) {
            assertThat(child.exitCode()).isEqualTo(4);
            assertThat(child.said()).hasSize(21).containsOnlyOnce("redis").endsWith("redis");
            assertThat(Collections.frequency(child.said(), "hook true")).isLessThan(2);
            assertThat(child.err()).containsOnlyOnce(" took ");
        }
    }

    @Test
    void request_byAHookAfterASignal_comesTooLate() throws Exception {
        try (var child =
                ChildJvm.start(directory, Services.class, "requestedByAHookAfterASignal")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("redis", "hook false");
            assertThat(child.err()).contains("shutdown (SIGTERM) took");
        }
    }

    @Test
    void request_byASignalHandlerOfOthers_endsTheProcess() throws Exception {
        try (var child =
                ChildJvm.startHeeding(
                        "HUP", directory, Services.class, "requestedByASignalHandlerOfOthers")) {
            child.signal("HUP");

            assertThat(child.exitCode()).isEqualTo(0);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err()).contains("shutdown (SIGHUP of others) took");
        }
    }

    @Test
    void endOfTheLastThread_runsTheShutdown() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "mainEnds")) {
            assertThat(child.exitCode()).isEqualTo(0);
            assertThat(child.said()).containsExactly("redis");
        }
    }

    @Test
    void twoCoordinators_beginTogetherAndTheLastOneEndsTheProcess() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "twoCoordinators")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactlyInAnyOrder("redis", "job 42", "sql");
        }
    }

    /** One after the other, they would take both their times. */
    @Test
    void coordinator_builtWhileAnotherIsAtWork_beginsAtOnce() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "coordinatorBuiltLate")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("sql", "redis");
            assertThat(child.err().lines().filter(it -> it.contains("shutdown (SIGTERM) took")))
                    .hasSize(2);
        }
    }

    @Test
    void coordinator_builtWhileTheJvmExits_isWaitedFor() throws Exception {
        try (var child =
                ChildJvm.start(directory, Services.class, "coordinatorBuiltDuringAnExit")) {
            assertThat(child.exitCode()).isEqualTo(4);
            assertThat(child.said()).containsExactly("redis", "sql");
        }
    }

    @Test
    void example_ofTheCoordinator_works() throws Exception {
        try (var child = ChildJvm.start(directory, Services.class, "example")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("orders", "redis", "http");
        }
    }
}
