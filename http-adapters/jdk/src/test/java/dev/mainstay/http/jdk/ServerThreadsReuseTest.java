// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a thread is started, which one takes the next task, and when one ends. */
class ServerThreadsReuseTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CountDownLatch release = new CountDownLatch(1);
    private final ServerThreads threads = new ServerThreads(Duration.ofMinutes(1));

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    @Test
    void execute_ofFewerThanItsThreadsAtOnce_letsNoneWaitForAnother() {
        for (int round = 0; round < 2_000; round++) {
            var allRun = new CyclicBarrier(3);
            var first = new AtomicBoolean();
            try (var fresh = new ServerThreads(Duration.ofMinutes(1))) {
                fresh.execute(() -> first.set(true));
                while (!first.get()) {
                    Thread.onSpinWait();
                }
                // Its thread is about to become idle, and can take one of these two.
                fresh.execute(() -> meet(allRun));
                for (int i = 0; i < round % 100; i++) {
                    Thread.onSpinWait();
                }
                fresh.execute(() -> meet(allRun));
                meet(allRun);
            }
        }
    }

    @Test
    void execute_oneAfterTheOther_usesFewThreads() throws InterruptedException {
        // More than one, as who is done need not be idle yet.
        assertThat(threadsOfAHundred()).hasSizeLessThan(20);
    }

    @Test
    void execute_oneAfterTheOtherAfterMany_usesFewThreadsSoThatTheOthersEnd()
            throws InterruptedException {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        var many = new CountDownLatch(ServerThreads.THREADS);
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(
                    () -> {
                        used.add(Thread.currentThread());
                        many.countDown();
                        awaitRelease();
                    });
        }
        assertThat(many.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();

        // Not at once: who is done need not be idle yet, and who becomes it last is the next.
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            assertThat(threadsOfAHundred()).hasSizeLessThan(20);
                            assertThat(used).filteredOn(Thread::isAlive).hasSizeLessThan(20);
                        });
    }

    @Test
    void execute_afterAnInterruptByTheTaskBefore_beginsWithoutIt() throws InterruptedException {
        var done = new CountDownLatch(ServerThreads.THREADS);
        var interruptedAtBegin = new AtomicInteger();
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(
                    () -> {
                        awaitRelease();
                        Thread.currentThread().interrupt();
                    });
        }
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(
                    () -> {
                        if (Thread.currentThread().isInterrupted()) {
                            interruptedAtBegin.incrementAndGet();
                        }
                        done.countDown();
                    });
        }

        release.countDown();

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(interruptedAtBegin).hasValue(0);
    }

    @Test
    void threads_thatHaveNothingToDo_end() throws InterruptedException {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        var many = new CountDownLatch(ServerThreads.THREADS);
        for (int i = 0; i < ServerThreads.THREADS; i++) {
            threads.execute(
                    () -> {
                        used.add(Thread.currentThread());
                        many.countDown();
                        awaitRelease();
                    });
        }
        assertThat(many.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(used).hasSize(ServerThreads.THREADS);

        release.countDown();

        await().atMost(SOON).until(() -> used.stream().noneMatch(Thread::isAlive));
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

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("not all of them run", e);
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
