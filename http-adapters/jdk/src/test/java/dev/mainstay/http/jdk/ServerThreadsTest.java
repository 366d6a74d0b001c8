// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerThreadsTest {
    private final ServerThreads threads = new ServerThreads(Duration.ofMillis(100));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    @Test
    void execute_overThreadsAndQueue_isRejected() {
        for (int i = 0; i < ServerThreads.THREADS + ServerThreads.QUEUE; i++) {
            threads.execute(this::holdOut);
        }

        assertThatThrownBy(() -> threads.execute(this::holdOut))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void execute_ofWhatTakesTooLong_isInterrupted() {
        var interrupted = new AtomicBoolean();

        threads.execute(
                () -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                });

        await().atMost(Duration.ofSeconds(10)).untilTrue(interrupted);
    }

    @Test
    void execute_afterAnInterruptThatWasNotNoticed_beginsWithoutIt() throws InterruptedException {
        var interruptedAtBegin = new AtomicInteger();
        var rounds = new CountDownLatch(ServerThreads.THREADS * 4);

        for (int i = 0; i < ServerThreads.THREADS * 4; i++) {
            threads.execute(
                    () -> {
                        if (Thread.currentThread().isInterrupted()) {
                            interruptedAtBegin.incrementAndGet();
                        }
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait();
                        }
                        rounds.countDown();
                    });
        }

        assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(interruptedAtBegin).hasValue(0);
    }

    @Test
    void execute_whileOthersWait_interruptsWhoWaitsForAClientAndNobodyElse() throws Exception {
        var interrupted = new AtomicInteger();
        var cutOff = new CountDownLatch(2);
        try (var patient = new ServerThreads(Duration.ofMinutes(1));
                var silent = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            for (int i = 1; i < ServerThreads.THREADS; i++) {
                patient.execute(
                        () -> {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                            }
                        });
            }
            // One begins when the other is cut off: the older tasks are looked at many times.
            patient.execute(() -> readUntilCutOff(silent, cutOff));
            patient.execute(() -> readUntilCutOff(silent, cutOff));
            patient.execute(() -> {});

            assertThat(cutOff.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(interrupted).hasValue(0);
            release.countDown();
        }
    }

    @Test
    void execute_besideManyThatTakeTheirTime_runsAtOnce() throws InterruptedException {
        var done = new CountDownLatch(1);
        try (var patient = new ServerThreads(Duration.ofMinutes(1))) {
            for (int i = 1; i < ServerThreads.THREADS; i++) {
                patient.execute(this::holdOut);
            }

            patient.execute(done::countDown);

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            release.countDown();
        }
    }

    @Test
    void execute_oneAfterTheOtherAfterMany_usesFewThreadsSoThatTheOthersEnd()
            throws InterruptedException {
        var many = new CountDownLatch(ServerThreads.THREADS);
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(
                    () -> {
                        many.countDown();
                        holdOut();
                    });
        }
        assertThat(many.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();

        // Not at once: who is done need not be idle yet, and who becomes it last is the next.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(threadsOfAHundred()).hasSizeLessThan(20));
    }

    @Test
    void execute_whenTheSystemGivesNoMoreThreads_makesDoWithThoseThatThereAre()
            throws InterruptedException {
        var done = new CountDownLatch(4);
        try (var few = new ServerThreads(Duration.ofMinutes(1), scarce(2))) {
            few.execute(this::holdOut);
            few.execute(this::holdOut);
            for (int i = 0; i < 4; i++) {
                few.execute(done::countDown);
            }

            release.countDown();

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void execute_whenTheSystemGivesNoThreadAtAll_isRejected() {
        try (var none = new ServerThreads(Duration.ofMinutes(1), scarce(0))) {
            assertThatThrownBy(() -> none.execute(this::holdOut))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("the health port gets no thread")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void execute_afterClose_isRejected() {
        threads.close();

        assertThatThrownBy(() -> threads.execute(this::holdOut))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void execute_ofWhatThrows_losesNoThreadForGood() throws InterruptedException {
        var done = new CountDownLatch(1);
        for (int i = 0; i < ServerThreads.THREADS * 2; i++) {
            threads.execute(
                    () -> {
                        throw new IllegalStateException("expected by the test");
                    });
        }

        threads.execute(done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private Set<Thread> threadsOfAHundred() throws InterruptedException {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            var done = new CountDownLatch(1);
            threads.execute(
                    () -> {
                        used.add(Thread.currentThread());
                        done.countDown();
                    });
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
        return used;
    }

    private static void readUntilCutOff(ServerSocket silent, CountDownLatch cutOff) {
        try (var client = SocketChannel.open(silent.getLocalSocketAddress())) {
            client.read(ByteBuffer.allocate(1));
        } catch (ClosedByInterruptException e) {
            cutOff.countDown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Threads that can be started, and others that cannot, as of a system with no more of them. */
    private static ThreadFactory scarce(int most) {
        var made = new AtomicInteger();
        return task ->
                made.incrementAndGet() <= most
                        ? Daemons.of(task, "scarce-" + made)
                        : new Thread(task) {
                            @Override
                            public synchronized void start() {
                                throw new OutOfMemoryError("expected by the test");
                            }
                        };
    }

    private void holdOut() {
        boolean over = false;
        while (!over) {
            try {
                over = release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }
}
