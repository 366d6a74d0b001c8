// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.internal.DaemonThreads;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerThreadsTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private ServerThreads threads = new ServerThreads(LONG);

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    @Test
    void execute_ofWhatTakesTooLong_isInterrupted() {
        start(SHORT);

        threads.execute(this::awaitRelease);

        await().atMost(SOON).untilAsserted(() -> assertThat(interrupted).hasValue(1));
    }

    @Test
    void execute_afterAnInterruptThatWasNotNoticed_beginsWithoutIt() throws InterruptedException {
        start(SHORT);
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
    void execute_whileOthersWait_interruptsWhoWaitsForAClientBeforeItsLimit() throws Exception {
        var cutOff = new CountDownLatch(1);
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> readUntilCutOff(silent, cutOff));
            for (int i = 1; i < ServerThreads.THREADS; i++) {
                threads.execute(this::awaitRelease);
            }
            assertThat(cutOff.await(1, TimeUnit.SECONDS)).isFalse();

            threads.execute(() -> {});

            assertThat(cutOff.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void execute_besideManyThatTakeTheirTime_runsAtOnce() throws InterruptedException {
        var done = new CountDownLatch(1);
        for (int i = 1; i < ServerThreads.THREADS; i++) {
            threads.execute(this::awaitRelease);
        }

        threads.execute(done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void execute_overItsThreads_isRunWhenOneIsFree() throws InterruptedException {
        var done = new CountDownLatch(ServerThreads.WAITING);
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(this::holdOut);
        }
        for (int i = 0; i < ServerThreads.WAITING; i++) {
            threads.execute(done::countDown);
        }

        release.countDown();

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void execute_overThreadsAndQueue_isRejected() {
        for (int i = 0; i < ServerThreads.THREADS + ServerThreads.WAITING; i++) {
            threads.execute(this::holdOut);
        }

        assertThatThrownBy(() -> threads.execute(this::holdOut))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void execute_ofWhatTakesTooLong_isInterruptedAlsoAfterAnInterruptThatFailed() {
        try (var watched = new ServerThreads(SHORT, FailsToBeInterruptedOnce::new);
                var log = new CapturedLog()) {
            watched.execute(this::awaitRelease);

            await().atMost(SOON).untilAsserted(() -> assertThat(interrupted).hasValue(1));
            assertThat(log.lines("the health port cannot interrupt a request")).hasSize(1);
        }
    }

    @Test
    void execute_whenTheSystemGivesNoMoreThreads_leavesItToThoseThatThereAre()
            throws InterruptedException {
        var done = new CountDownLatch(4);
        try (var few = new ServerThreads(LONG, scarce(2));
                var log = new CapturedLog()) {
            few.execute(this::holdOut);
            few.execute(this::holdOut);
            for (int i = 0; i < 4; i++) {
                few.execute(done::countDown);
            }

            release.countDown();

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(log.lines("the health port has 2 threads and gets no more")).hasSize(1);
        }
    }

    @Test
    void execute_whenTheSystemGivesNoThreadAtAll_isRejected() {
        try (var none = new ServerThreads(LONG, scarce(0))) {
            assertThatThrownBy(() -> none.execute(this::holdOut))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("the health port gets no thread")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void close_withTasksThatWait_runsNoneOfThem() throws InterruptedException {
        var begun = new CountDownLatch(ServerThreads.THREADS);
        var run = new AtomicInteger();
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(
                    () -> {
                        used.add(Thread.currentThread());
                        begun.countDown();
                        holdOut();
                    });
        }
        for (int i = 0; i < 3; i++) {
            threads.execute(run::incrementAndGet);
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        threads.close();
        release.countDown();

        await().atMost(SOON).until(() -> used.stream().noneMatch(Thread::isAlive));
        assertThat(run).hasValue(0);
    }

    @Test
    void execute_afterClose_isRejected() {
        threads.close();

        assertThatThrownBy(() -> threads.execute(() -> {}))
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

    private void start(Duration limit) {
        threads.close();
        threads = new ServerThreads(limit);
    }

    /**
     * Of a system with no more threads: that is seen when one is started, but what comes is this.
     */
    private static ThreadFactory scarce(int most) {
        var made = new AtomicInteger();
        return task -> {
            if (made.incrementAndGet() > most) {
                throw new OutOfMemoryError("expected by the test");
            }
            return DaemonThreads.of("scarce-" + made, task);
        };
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
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

    private static void readUntilCutOff(ServerSocket silent, CountDownLatch cutOff) {
        try (var client = SocketChannel.open(silent.getLocalSocketAddress())) {
            client.read(ByteBuffer.allocate(1));
        } catch (ClosedByInterruptException e) {
            cutOff.countDown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class FailsToBeInterruptedOnce extends Thread {
        private boolean failed;

        FailsToBeInterruptedOnce(Runnable task) {
            super(task);
            setDaemon(true);
        }

        @Override
        public void interrupt() {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("expected by the test");
            }
            super.interrupt();
        }
    }
}
