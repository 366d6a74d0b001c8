// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.Platform.Kind;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SequenceTest {
    static final Settings SETTINGS =
            new Settings(
                    ofSeconds(20).toNanos(),
                    0,
                    Long.MAX_VALUE,
                    Settings.JVM_CODE,
                    false,
                    false,
                    new Platform(Kind.ELSEWHERE, null));

    private final Tasks tasks = new Tasks(System::nanoTime);
    private final InFlight inFlight = InFlight.create();

    @Test
    void health_isClosedBetweenWorkAndTheClients() {
        List<String> said = new CopyOnWriteArrayList<>();
        tasks.add(Phase.WORK, "jobs", () -> said.add("jobs"), options -> {});
        tasks.add(Phase.CLIENTS, "redis", () -> said.add("redis"), options -> {});

        ShutdownReport report = run(() -> said.add("health"));

        assertThat(report.isClean()).isTrue();
        assertThat(said).containsExactly("jobs", "health", "redis");
    }

    @Test
    void health_thatCannotBeClosed_keepsNothingFromRunning() {
        tasks.add(Phase.CLIENTS, "redis", () -> {}, options -> {});
        tasks.add(Phase.LISTENERS, "http", () -> {}, options -> {});

        ShutdownReport report =
                run(
                        () -> {
                            throw new StackOverflowError();
                        });

        assertThat(report.tasks())
                .extracting(TaskReport::outcome)
                .containsExactly(Outcome.DONE, Outcome.DONE);
    }

    @Test
    void listeners_rightAfterTheLastWork_leaveItTimeToBeSent() {
        InFlight.Token last = inFlight.begin();
        var ended = new AtomicLong();
        var stopped = new AtomicLong();
        Runnable end =
                () -> {
                    ended.set(System.nanoTime());
                    last.close();
                };
        tasks.add(Phase.CONSUMERS, "work", end::run, options -> {});
        tasks.add(Phase.LISTENERS, "http", () -> stopped.set(System.nanoTime()), options -> {});

        assertThat(run(() -> {}).isClean()).isTrue();

        assertThat(Duration.ofNanos(stopped.get() - ended.get()))
                .isBetween(Duration.ofMillis(50), Duration.ofSeconds(10));
    }

    @Test
    void listeners_whileWorkIsRefusedWithoutEnd_waitNoLonger() {
        var stopped = new AtomicBoolean();
        tasks.add(Phase.LISTENERS, "http", () -> stopped.set(true), options -> {});
        var storm =
                new Thread(
                        () -> {
                            while (!stopped.get()) {
                                inFlight.tryBegin().close();
                            }
                        });
        storm.start();
        long begun = System.nanoTime();

        assertThat(run(() -> {}).isClean()).isTrue();

        assertThat(stopped).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    private ShutdownReport run(Runnable closeHealth) {
        var ledger = new Ledger("test", SETTINGS, tasks, inFlight, System::nanoTime);
        var journal = new Journal();
        new Sequence(closeHealth, SETTINGS, tasks, inFlight, System::nanoTime).run(ledger, journal);
        journal.end();
        return ledger.report();
    }
}
