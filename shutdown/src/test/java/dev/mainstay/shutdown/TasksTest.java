// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.shutdown.TaskReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is registered, and how it runs. */
@Timeout(60)
class TasksTest {
    private final Rig rig = new Rig();

    @AfterEach
    void letTheStuckGo() {
        rig.close();
    }

    @Test
    void phases_runInOrder_howeverTheyWereRegistered() throws InterruptedException {
        for (Phase phase : List.of(Phase.TELEMETRY, Phase.WORK, Phase.INGRESS, Phase.LISTENERS)) {
            rig.builder.on(phase, "a" + phase.ordinal(), () -> rig.said.add(phase.name()));
        }
        ShutdownCoordinator shutdown = rig.builder.build();
        shutdown.on(Phase.CLIENTS, "redis", () -> rig.said.add("CLIENTS"));
        shutdown.on(Phase.CONSUMERS, "orders", () -> rig.said.add("CONSUMERS"));

        ShutdownReport report = rig.run(shutdown);

        assertThat(rig.said)
                .containsExactly(
                        "INGRESS", "CONSUMERS", "WORK", "CLIENTS", "TELEMETRY", "LISTENERS");
        assertThat(report.isClean()).isTrue();
        assertThat(report.tasks()).extracting(TaskReport::phase).isSorted().hasSize(6);
    }

    @Test
    void example_ofTheOptions_works() throws InterruptedException {
        AutoCloseable jedis = () -> rig.said.add("redis");
        rig.builder
                .on(Phase.CLIENTS, "cache", () -> rig.said.add("cache"))
                .on(
                        Phase.CLIENTS,
                        "redis",
                        jedis::close,
                        task -> task.timeout(ofSeconds(2)).after("cache"));

        rig.run();

        assertThat(rig.said).containsExactly("cache", "redis");
    }

    @Test
    void tasks_ofOnePhase_runSideBySide() throws InterruptedException {
        var both = new CyclicBarrier(2);
        rig.builder.on(Phase.CLIENTS, "a", () -> both.await(20, TimeUnit.SECONDS));
        rig.builder.on(Phase.CLIENTS, "b", () -> both.await(20, TimeUnit.SECONDS));

        assertThat(rig.run().isClean()).isTrue();
    }

    @Test
    void task_afterOthers_waitsForThem_evenIfTheyFail() throws InterruptedException {
        rig.builder.on(Phase.CLIENTS, "fails", () -> rig.failAfter(ofMillis(50)));
        rig.builder.on(
                Phase.CLIENTS, "stuck", rig.release::await, task -> task.timeout(ofMillis(100)));
        rig.builder.on(
                Phase.CLIENTS,
                "last",
                () -> rig.said.add("last"),
                task -> task.after("fails").after("stuck"));

        ShutdownReport report = rig.run();

        assertThat(rig.said).containsExactly("fails", "last");
        assertThat(Rig.outcome(report, "fails")).isEqualTo(Outcome.FAILED);
        assertThat(Rig.outcome(report, "last")).isEqualTo(Outcome.DONE);
    }

    @Test
    void task_afterOneThatIsNotRegisteredYet_isRefused_soThatThereIsNoCircle() {
        assertThatThrownBy(() -> rig.builder.on(Phase.WORK, "a", () -> {}, task -> task.after("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "task 'a' must come after one that is registered already, but 'b' is not");
        assertThatThrownBy(() -> rig.builder.on(Phase.WORK, "a", () -> {}, task -> task.after("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void task_afterOneOfAnotherPhase_isRefused() {
        rig.builder.on(Phase.CLIENTS, "redis", () -> {});

        assertThatThrownBy(() -> rig.builder.on(Phase.WORK, "a", () -> {}, it -> it.after("redis")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "task 'a' of WORK must come after one of its own phase,"
                                + " but 'redis' is of CLIENTS");
    }

    @Test
    void name_thatIsTakenOrMalformed_isRefused() {
        rig.builder.on(Phase.WORK, "a", () -> {});

        assertThatThrownBy(() -> rig.builder.on(Phase.CLIENTS, "a", () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must be unique, but 'a' is taken");
        assertThatThrownBy(() -> rig.builder.on(Phase.CLIENTS, "A", () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was 'A'");
        assertThatThrownBy(() -> rig.builder.on(Phase.CLIENTS, "mainstay-a", () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must not start with 'mainstay', but was 'mainstay-a'");
    }

    @Test
    void taskPastItsOwnTime_isInterrupted_andItsErrorIsKept() throws InterruptedException {
        var itsThread = new CompletableFuture<Thread>();
        rig.builder.on(
                Phase.WORK,
                "slow",
                () -> {
                    itsThread.complete(Thread.currentThread());
                    rig.release.await();
                },
                task -> task.timeout(ofMillis(50)));
        rig.builder.on(Phase.CLIENTS, "redis", () -> itsThread.join().join());

        ShutdownReport report = rig.run();

        TaskReport slow = Rig.task(report, "slow");
        assertThat(slow.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(slow.cause()).get().isInstanceOf(InterruptedException.class);
        assertThat(slow.stack()).extracting(StackTraceElement::getMethodName).contains("await");
        assertThat(report.isForced()).isTrue();
        assertThat(Rig.outcome(report, "redis")).isEqualTo(Outcome.DONE);
    }

    /** Its words are the task's own doing, and take its time alone. */
    @Test
    void causeWhoseWordsHang_holdsUpNobody() throws InterruptedException {
        rig.builder.on(
                Phase.WORK,
                "odd",
                () -> {
                    throw new RuntimeException() {
                        @Override
                        public String getMessage() {
                            rig.ignoreInterrupts();
                            return "";
                        }
                    };
                },
                task -> task.timeout(ofMillis(100)));
        rig.builder.on(Phase.CLIENTS, "redis", () -> rig.said.add("redis"));

        ShutdownReport report = rig.run();

        assertThat(Rig.outcome(report, "odd")).isEqualTo(Outcome.STUCK);
        assertThat(report.toString()).contains("WORK       odd: stuck for");
        assertThat(rig.said).containsExactly("redis");
    }

    /** What failed before the time was over must not get lost over what was stuck. */
    @Test
    void errors_beforeTheDeadline_areInTheReportOfAStuckShutdown() throws InterruptedException {
        rig.builder.timeout(ofSeconds(2));
        rig.builder.on(Phase.INGRESS, "fails", () -> rig.failAfter(Duration.ZERO));
        rig.builder.on(Phase.WORK, "stuck", rig::ignoreInterrupts);
        rig.builder.on(Phase.CLIENTS, "redis", () -> rig.said.add("redis"));

        ShutdownReport report = rig.run();

        assertThat(Rig.cause(report, "fails")).isInstanceOf(IOException.class);
        assertThat(Rig.outcome(report, "stuck")).isEqualTo(Outcome.STUCK);
        assertThat(Rig.task(report, "stuck").stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("ignoreInterrupts")
                .doesNotContain("start");
        assertThat(rig.said).containsExactly("fails", "redis");
        assertThat(report.took()).isLessThan(ofSeconds(3));
    }

    @Test
    void taskAfterAStuckOne_withNoTimeLeft_isNotRun() throws InterruptedException {
        rig.builder.timeout(ofMillis(300));
        rig.builder.on(Phase.CLIENTS, "stuck", rig::ignoreInterrupts);
        rig.builder.on(
                Phase.CLIENTS, "next", () -> rig.said.add("next"), task -> task.after("stuck"));

        ShutdownReport report = rig.run();

        assertThat(Rig.outcome(report, "next")).isEqualTo(Outcome.NOT_RUN);
        assertThat(Rig.task(report, "next").took()).isZero();
        assertThat(rig.said).isEmpty();
        assertThat(report.isForced()).isTrue();
    }

    @Test
    void await_inATask_isRefusedInsteadOfHanging() throws InterruptedException {
        ShutdownCoordinator shutdown = rig.builder.build();
        shutdown.on(Phase.WORK, "waits", shutdown::await);
        shutdown.on(Phase.WORK, "asks", () -> shutdown.requestShutdown("again"));

        ShutdownReport report = rig.run(shutdown);

        assertThat(Rig.cause(report, "waits"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a task must not wait for the end of its own shutdown");
        assertThat(Rig.outcome(report, "asks")).isEqualTo(Outcome.DONE);
    }

    @Test
    void on_afterTheEnd_isRefused() throws InterruptedException {
        ShutdownCoordinator shutdown = rig.builder.build();
        rig.run(shutdown);

        assertThatThrownBy(() -> shutdown.on(Phase.LISTENERS, "late", () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 'late' comes too late: the shutdown has begun phase LISTENERS");
    }
}
