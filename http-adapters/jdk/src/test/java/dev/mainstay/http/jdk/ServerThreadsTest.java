// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
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
    void execute_ofWorkOfOursWhileOthersWait_isNotInterruptedSoon() throws InterruptedException {
        var interrupted = new AtomicInteger();
        var done = new CountDownLatch(ServerThreads.THREADS);
        try (var patient = new ServerThreads(Duration.ofSeconds(30))) {
            for (int i = 0; i < ServerThreads.THREADS * 2; i++) {
                patient.execute(
                        () -> {
                            try {
                                // More than twice of what a slow client has.
                                assertThat(release.await(600, TimeUnit.MILLISECONDS)).isFalse();
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                            }
                            done.countDown();
                        });
            }

            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(interrupted).hasValue(0);
        }
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
