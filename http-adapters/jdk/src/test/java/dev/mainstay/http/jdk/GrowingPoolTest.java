// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

class GrowingPoolTest {
    private final GrowingPool threads = new GrowingPool(task -> Daemons.of(task, "growing"));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        threads.shutdownNow();
    }

    @Test
    void execute_overThreadsAndQueue_isRejected() {
        for (int i = 0; i < GrowingPool.THREADS + GrowingPool.WAITING; i++) {
            threads.execute(this::holdOut);
        }

        assertThatThrownBy(() -> threads.execute(this::holdOut))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void execute_besideManyThatTakeTheirTime_runsAtOnce() throws InterruptedException {
        var done = new CountDownLatch(1);
        for (int i = 1; i < GrowingPool.THREADS; i++) {
            threads.execute(this::holdOut);
        }

        threads.execute(done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void execute_overItsThreads_isRunWhenOneIsFree() throws InterruptedException {
        var done = new CountDownLatch(GrowingPool.WAITING);
        for (int i = 0; i < GrowingPool.THREADS; i++) {
            threads.execute(this::holdOut);
        }
        for (int i = 0; i < GrowingPool.WAITING; i++) {
            threads.execute(done::countDown);
        }

        release.countDown();

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void execute_oneAfterTheOtherAfterMany_usesFewThreadsSoThatTheOthersEnd()
            throws InterruptedException {
        var many = new CountDownLatch(GrowingPool.THREADS);
        for (int i = 0; i < GrowingPool.THREADS; i++) {
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
        var few = new GrowingPool(scarce(2));
        few.execute(this::holdOut);
        few.execute(this::holdOut);
        for (int i = 0; i < 4; i++) {
            few.execute(done::countDown);
        }

        release.countDown();

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        few.shutdownNow();
    }

    @Test
    void execute_whenTheSystemGivesNoThreadAtAll_isRejected() {
        var none = new GrowingPool(scarce(0));

        assertThatThrownBy(() -> none.execute(this::holdOut))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the health port gets no thread")
                .hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void shutdownNow_withTasksThatWait_returnsThem() {
        for (int i = 0; i < GrowingPool.THREADS + 3; i++) {
            threads.execute(this::holdOut);
        }

        assertThat(threads.shutdownNow()).hasSize(3);
        assertThatThrownBy(() -> threads.execute(this::holdOut))
                .isInstanceOf(RejectedExecutionException.class);
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

    /**
     * Of a system with no more threads: that is seen when one is started, but what comes is this.
     */
    private static ThreadFactory scarce(int most) {
        var made = new AtomicInteger();
        return task -> {
            if (made.incrementAndGet() > most) {
                throw new OutOfMemoryError("expected by the test");
            }
            return Daemons.of(task, "scarce-" + made);
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
