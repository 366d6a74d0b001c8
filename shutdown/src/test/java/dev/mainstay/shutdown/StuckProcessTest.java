// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that would not end by themselves, with real signals. */
@Timeout(180)
class StuckProcessTest {
    /** A loaded machine may be late; a process that hangs is not that late. */
    private static final Duration QUICK = ofSeconds(5);

    @TempDir private Path directory;

    @Test
    void stuckTask_isNamedWithItsStackAndHoldsUpNobody() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "stuckTask")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThanOrEqualTo(ofSeconds(3));
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.said()).containsExactly("http");
            assertThat(child.err())
                    .contains("1 task cut short, 0 tasks failed, 0 in flight cut")
                    .contains("CLIENTS    redis: stuck for 1.")
                    .contains("at dev.mainstay.shutdown.Service.talkToRedis(Service.java:");
        }
    }

    @Test
    void threeStuckTasks_inDifferentPhases_togetherTakeNoLongerThanTheTimeout() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "threeStuckTasks")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThanOrEqualTo(ofSeconds(4));
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.said()).containsExactly("sql", "metrics");
            assertThat(child.err())
                    .contains("INGRESS    gateway: stuck for")
                    .contains("WORK       jobs: stuck for")
                    .contains("CLIENTS    redis: stuck for");
        }
    }

    @Test
    void jobThatNeverEnds_isCutAndNamed() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "stuckJob")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThanOrEqualTo(ofSeconds(3));
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err())
                    .contains("in flight: 1 at the start, 0 late (0 refused), 0 drained, 1 cut")
                    .contains("job 42, for 1.");
        }
    }

    @Test
    void secondSignal_skipsTheDelayAndTheDrain() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "stuckJobWithAllTime")) {
            child.signal("TERM");
            child.awaitErr("1 in flight, at most 50s");
            awaitAnother();
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThan(QUICK);
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err()).contains("second signal (SIGTERM), waits for nothing more");
        }
    }

    @Test
    void thirdSignal_haltsAndSaysWhoIsStuck() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "stuckTaskWithAllTime")) {
            child.signal("TERM");
            child.awaitErr("0 in flight, at most 50s");
            awaitAnother();
            child.signal("TERM");
            child.awaitErr("second signal (SIGTERM)");
            awaitAnother();
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThan(QUICK);
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.err())
                    .contains("halting the process with 70: third signal (SIGTERM)")
                    .contains("CLIENTS    redis: stuck for")
                    .contains("Service.talkToRedis(");
        }
    }

    @Test
    void twoCoordinators_ofWhichOneIsStuck_theOtherStillDrains() throws Exception {
        try (var child =
                ChildJvm.start(directory, StuckServices.class, "twoCoordinatorsOneStuck")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.said()).containsExactly("job 42", "sql");
            assertThat(child.err()).contains("CLIENTS    redis: stuck for");
        }
    }

    @Test
    void twoCoordinators_ofWhichOneIsOverItsTime_noneHalts() throws Exception {
        try (var child =
                ChildJvm.start(directory, StuckServices.class, "twoCoordinatorsOneQuick")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("jobs");
            assertThat(child.err()).doesNotContain("halting");
        }
    }

    @Test
    void twoCoordinators_ofWhichOneHaltsAtAThirdSignal_endAtOnce() throws Exception {
        try (var child =
                ChildJvm.start(directory, StuckServices.class, "twoCoordinatorsWithAllTime")) {
            child.signal("TERM");
            child.awaitErr("0 in flight, at most 50s");
            awaitAnother();
            child.signal("TERM");
            child.awaitErr("second signal (SIGTERM)");
            awaitAnother();
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThan(QUICK);
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.err()).contains("halting the process with 70: third signal (SIGTERM)");
        }
    }

    /** Until a further signal no longer counts as the same one. */
    private static void awaitAnother() {
        await().pollDelay(ofMillis(400)).until(() -> true);
    }
}
