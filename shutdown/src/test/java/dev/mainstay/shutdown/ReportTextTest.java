// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.ShutdownReport.Work;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final Work NOTHING = new Work(0, 0, 0, 0, 0, List.of());
    private static final List<StackTraceElement> STACK =
            List.of(
                    new StackTraceElement(
                            "app", "com.example", "1", "com.example.Redis", "read", "R.java", 7));

    private static final String EXPECTED =
            """
            shutdown (SIG TERM) took 7.6s of 8s: 3 tasks cut short, 1 task failed, 1 in flight cut
            in flight: 3 at the start, 2 late (1 refused), 3 drained, 1 cut
                job 42, for 4.2s
            CLIENTS    http: done in 2ms
            CLIENTS    jobs: failed in 3ms: IOException: redis://***@h is gone for good
                at com.example.Redis.read(R.java:7)
                caused by IllegalStateException: reset
                at com.example.Redis.read(R.java:7)
            CLIENTS    mail: timed out, ended after 2s: IllegalStateException: reset
                at com.example.Redis.read(R.java:7)
                at com.example.Redis.read(R.java:7)
            CLIENTS    redis: stuck for 4s
                at com.example.Redis.read(R.java:7)
            CLIENTS    exits: called System.exit after 1ms
            CLIENTS    sql: not run, no time was left\
            """;

    @Test
    void report_withEveryOutcome_saysHowEachTaskWent() {
        var reset = new IllegalStateException("reset");
        var gone = new IOException("redis://user:secret@h is gone\n\u0085\u2028for good", reset);
        reset.setStackTrace(STACK.toArray(StackTraceElement[]::new));
        gone.setStackTrace(reset.getStackTrace());
        var report =
                report(
                        new Work(
                                3,
                                2,
                                1,
                                3,
                                1,
                                List.of(new InFlight.Item("job 42", ofMillis(4200)))),
                        task("http", Outcome.DONE, ofMillis(2), null, List.of()),
                        task("jobs", Outcome.FAILED, ofMillis(3), gone, List.of()),
                        task("mail", Outcome.TIMED_OUT, ofSeconds(2), reset, STACK),
                        task("redis", Outcome.STUCK, ofSeconds(4), null, STACK),
                        task("exits", Outcome.EXITED, ofMillis(1), null, List.of()),
                        task("sql", Outcome.NOT_RUN, Duration.ZERO, null, List.of()));

        assertThat(report.toString()).isEqualTo(EXPECTED);
        assertThat(report.isClean()).isFalse();
        assertThat(report.isForced()).isTrue();
    }

    @Test
    void report_ofACleanShutdown_saysSo() {
        var report = report(NOTHING, task("http", Outcome.DONE, ofMillis(2), null, List.of()));

        assertThat(report.toString()).startsWith("shutdown (SIG TERM) took 7.6s of 8s: clean\n");
        assertThat(report.isClean()).isTrue();
        assertThat(report.isForced()).isFalse();
    }

    @Test
    void report_ofAFailedTask_isNeitherCleanNorForced() {
        var report =
                report(
                        NOTHING,
                        task("a", Outcome.FAILED, ofMillis(2), new IOException(), List.of()));

        assertThat(report.isClean()).isFalse();
        assertThat(report.isForced()).isFalse();
    }

    @Test
    void report_withThousandsOfItems_namesTheOldest() {
        var items =
                LongStream.range(0, 1_000)
                        .mapToObj(it -> new InFlight.Item("job " + it, ofSeconds(1)))
                        .toList();

        assertThat(report(new Work(1_000, 0, 0, 0, 1_000, items)).toString().lines().toList())
                .hasSize(2 + 20)
                .contains("    job 19, for 1s");
    }

    /** The words of an exception are users' code. */
    @Test
    void cause_whoseWordsThrow_isNamedByItsType() {
        var odd =
                new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new AssertionError();
                    }

                    @Override
                    public StackTraceElement[] getStackTrace() {
                        throw new AssertionError();
                    }
                };

        assertThat(
                        report(NOTHING, task("a", Outcome.FAILED, ofMillis(1), odd, List.of()))
                                .toString())
                .contains("CLIENTS    a: failed in 1ms: ReportTextTest$1 (")
                .endsWith("(its stack cannot be told: java.lang.AssertionError)");
    }

    private static ShutdownReport report(Work work, TaskReport... tasks) {
        return new ShutdownReport(
                "SIG\u0085\u2028TERM", ofMillis(7600), ofSeconds(8), List.of(tasks), work);
    }

    private static TaskReport task(
            String name,
            Outcome outcome,
            Duration took,
            Throwable cause,
            List<StackTraceElement> stack) {
        return new TaskReport(
                Phase.CLIENTS,
                name,
                outcome,
                took,
                cause == null ? null : TaskFailure.of(cause),
                stack);
    }
}
