// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.Platform.Kind;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShutdownRunTest {
    private static final int THREADS = 2;
    private static final int ROUNDS = 500;

    private static final ShutdownSettings SETTINGS =
            new ShutdownSettings(
                    ofSeconds(20).toNanos(),
                    0,
                    Long.MAX_VALUE,
                    ShutdownSettings.JVM_CODE,
                    false,
                    false,
                    new Platform(Kind.ELSEWHERE, null));

    private final Tasks tasks = new Tasks(System::nanoTime);
    private final InFlight inFlight = InFlight.create();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

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

    @Test
    void work_thatBeginsInTheMomentOfTheStart_isInFlightOrLate() throws Exception {
        var barrier = new CyclicBarrier(THREADS + 1);
        for (int round = 0; round < ROUNDS; round++) {
            var counted = InFlight.create();
            var workers = new ArrayList<Future<Long>>();
            for (int worker = 0; worker < THREADS; worker++) {
                workers.add(threads.submit(() -> beginUntilDraining(counted, barrier)));
            }
            barrier.await(20, TimeUnit.SECONDS);

            var run = begin(counted, () -> {});

            long begun = 0;
            for (Future<Long> worker : workers) {
                begun += worker.get(20, TimeUnit.SECONDS);
            }
            ShutdownReport report = run.report();
            run.log.end();
            assertThat(report.inFlightAtStart() + report.lateArrivals()).isEqualTo(begun);
            assertThat(report.cut()).isEqualTo(begun);
        }
    }

    /** Returns how many it began, of which none ends. */
    private static long beginUntilDraining(InFlight inFlight, CyclicBarrier barrier)
            throws Exception {
        barrier.await(20, TimeUnit.SECONDS);
        long begun = 0;
        while (!inFlight.isDraining()) {
            inFlight.begin();
            begun++;
        }
        return begun;
    }

    private ShutdownReport run(Runnable closeHealth) {
        return begin(inFlight, closeHealth).run();
    }

    private ShutdownRun begin(InFlight counted, Runnable closeHealth) {
        return new ShutdownRun("test", SETTINGS, tasks, counted, closeHealth, System::nanoTime);
    }
}
