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
        var rounds = new CountDownLatch(GrowingPool.THREADS * 4);

        for (int i = 0; i < GrowingPool.THREADS * 4; i++) {
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
            for (int i = 1; i < GrowingPool.THREADS; i++) {
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
    void execute_afterClose_isRejected() {
        threads.close();

        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void execute_ofWhatThrows_losesNoThreadForGood() throws InterruptedException {
        var done = new CountDownLatch(1);
        for (int i = 0; i < GrowingPool.THREADS * 2; i++) {
            threads.execute(
                    () -> {
                        throw new IllegalStateException("expected by the test");
                    });
        }

        threads.execute(done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
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
}
