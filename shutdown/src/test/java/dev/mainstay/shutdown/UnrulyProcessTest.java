// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose parts throw, exit or hang the log, with real signals. */
@Timeout(180)
class UnrulyProcessTest {
    /** A loaded machine may be late; a process that hangs is not that late. */
    private static final Duration QUICK = ofSeconds(5);

    @TempDir private Path directory;

    @Test
    void exitCodeWhenClean_ifATaskFailed_isNotTheExitCode() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "cleanCodeOfFailing")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.err())
                    .contains("WORK       fails: failed in")
                    .contains("connection to redis://***@host is gone");
        }
    }

    @Test
    void systemExit_inATask_neitherHangsNorSkipsTheRest() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "exitInTask")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThan(QUICK);
            assertThat(child.exitCode()).isEqualTo(3);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err())
                    .contains("WORK       exits: called System.exit after")
                    .contains("at dev.mainstay.shutdown.StuckServices.lambda$exitInTask$");
        }
    }

    @Test
    void systemExit_inATaskOfAnExit_neitherHangsNorSkipsTheRest() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "exitInTaskOfAnExit")) {
            assertThat(child.exitCode()).isEqualTo(4);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err())
                    .contains("shutdown (exit of the JVM by thread 'main') took")
                    .contains("WORK       exits: called System.exit after");
        }
    }

    @Test
    void systemExit_withAStuckTask_isHaltedWithTheReport() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "exitWithStuckTask")) {
            assertThat(child.exitCode()).isEqualTo(70);
            // Because something was cut short, or by the watchdog, whichever comes first.
            assertThat(child.err())
                    .containsPattern(
                            "halting the process with 70: "
                                    + "(something was cut short|the deadline has passed)")
                    .contains("CLIENTS    redis: stuck for")
                    .doesNotContain("all tasks are over");
        }
    }

    /** It deadlocks the JVM for good: nothing but a halt ends the process. */
    @Test
    void systemExit_inAHookOfOthers_isHaltedAtTheDeadline() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "exitInHook")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThanOrEqualTo(ofSeconds(3));
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err())
                    .contains("halting the process with 70: the deadline has passed")
                    .contains("all tasks are over, but the JVM has not exited; threads are")
                    .contains("thread 'hook of redis://***@host'")
                    .contains("at dev.mainstay.shutdown.StuckServices.lambda$exitInHook$");
        }
    }

    @Test
    void hookAddedInATask_whileTheJvmExits_failsThatTaskAlone() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "hookInTask")) {
            assertThat(child.exitCode()).isEqualTo(4);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err()).contains("WORK       hooks: failed in");
        }
    }

    @Test
    void failingTasks_andOneThatRegistersAnother_keepNothingFromRunning() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "failingTasks")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("late");
            assertThat(child.err())
                    .contains("0 tasks cut short, 3 tasks failed, 0 in flight cut")
                    .contains("WORK       exception: failed in")
                    .contains("WORK       error: failed in")
                    .contains("StackOverflowError")
                    .contains("WORK       registers: done in")
                    .contains("task 'later' comes too late: the shutdown has begun phase WORK")
                    .contains("CLIENTS    late: done in");
        }
    }

    /** As when whoever collects the log has hung itself. */
    @Test
    void logThatHangs_doesNotHoldUpTheShutdown() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "hangingLog")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("redis");
        }
    }

    @Test
    void logThatHangs_doesNotKeepTheReportOfAStuckTask() throws Exception {
        try (var child = ChildJvm.start(directory, StuckServices.class, "hangingLogAndStuckTask")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThanOrEqualTo(ofSeconds(3));
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.err()).contains("CLIENTS    redis: stuck for").contains("talkToRedis");
        }
    }

    @Test
    void standardErrorThatNobodyReads_doesNotKeepItFromHalting() throws Exception {
        try (var child =
                ChildJvm.startUnread(directory, StuckServices.class, "fullPipeAndStuckTask")) {
            child.signal("TERM");

            assertThat(child.timeToExit()).isLessThan(QUICK);
            assertThat(child.exitCode()).isEqualTo(70);
        }
    }
}
