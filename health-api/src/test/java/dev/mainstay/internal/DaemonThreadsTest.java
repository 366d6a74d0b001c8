// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DaemonThreadsTest {
    static Stream<Function<Runnable, Thread>> threads() {
        return Stream.of(
                work -> DaemonThreads.of("mainstay-a", work),
                work -> DaemonThreads.named("mainstay-a").newThread(work));
    }

    @ParameterizedTest
    @MethodSource("threads")
    void thread_ofAName_isADaemonAndNotStarted(Function<Runnable, Thread> made) {
        Thread thread = made.apply(() -> {});

        assertThat(thread.getName()).isEqualTo("mainstay-a");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    void start_ofWork_runsItOnTheThread() throws InterruptedException {
        var ran = new CountDownLatch(1);

        Thread thread = DaemonThreads.start("mainstay-a", ran::countDown);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.getName()).isEqualTo("mainstay-a");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void numbered_ofAPrefix_countsFromOneInEachFactory() {
        ThreadFactory first = DaemonThreads.numbered("mainstay-check");
        ThreadFactory second = DaemonThreads.numbered("mainstay-check");

        assertThat(first.newThread(() -> {}).getName()).isEqualTo("mainstay-check-1");
        assertThat(first.newThread(() -> {}).getName()).isEqualTo("mainstay-check-2");
        assertThat(second.newThread(() -> {}).getName()).isEqualTo("mainstay-check-1");
        assertThat(first.newThread(() -> {}).isDaemon()).isTrue();
    }
}
