// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectorTest {
    private final FakeTime time = new FakeTime();
    private final FakePause pause = new FakePause(time);
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private final Connector<String> connector = connector();

    private Connector<String> connector() {
        ConnectorBuilder<String> builder =
                Connector.<String>builder("redis", this::connect)
                        .attempts(5)
                        .backoff(Backoff.exponential(ofSeconds(1), ofSeconds(30)))
                        .closer(closed::add);
        builder.supervisor().time(time, pause);
        return builder.build();
    }

    private String connect() throws IOException {
        tries.incrementAndGet();
        if (broken) {
            throw new IOException("refused");
        }
        return "connection " + made.incrementAndGet();
    }

    @AfterEach
    void close() {
        connector.close();
    }

    @Test
    void get_whenConnected_returnsTheOneConnection() throws Exception {
        connector.start();
        assertThat(connector.await(ofSeconds(30))).isEqualTo("connection 1");
        assertThat(connector.get()).isSameAs(connector.get());
        assertThat(connector.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void get_whenNotConnected_failsAtOnceWithTheReason() throws Exception {
        assertThatExceptionOfType(NotConnectedException.class)
                .isThrownBy(connector::get)
                .withMessage("'redis' is not connected (not started)");
        broken = true;
        connector.start();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        assertThatExceptionOfType(NotConnectedException.class)
                .isThrownBy(connector::get)
                .withMessageContaining("reconnecting for 0s, failure 1 (IOException: refused)")
                .withCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(NotConnectedException.class)
                .isThrownBy(() -> connector.await(ofMillis(1)));
    }

    @Test
    void attempts_whenFiveFailed_giveUpUntilSomebodyAsks() throws Exception {
        broken = true;
        connector.start();
        for (int seconds : new int[] {1, 2, 4, 8}) {
            assertThat(pause.begun()).isEqualTo(ofSeconds(seconds));
            pause.pass();
        }
        assertThat(pause.begun()).isGreaterThan(ofSeconds(1_000_000));
        assertThat(tries).hasValue(5);
        assertThat(connector.check().status()).isEqualTo(Status.DOWN);
        broken = false;
        time.advance(ofSeconds(16));
        assertThatExceptionOfType(NotConnectedException.class).isThrownBy(connector::get);
        assertThat(connector.await(ofSeconds(30))).isEqualTo("connection 1");
    }

    @Test
    void lost_closesTheOldConnectionAndMakesANewOne() throws Exception {
        connector.start();
        String first = connector.await(ofSeconds(30));
        assertThat(connector.lost(first, new IOException("reset"))).isTrue();
        assertThatExceptionOfType(NotConnectedException.class).isThrownBy(connector::get);
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        pause.pass();
        assertThat(connector.await(ofSeconds(30))).isEqualTo("connection 2");
        assertThat(closed).containsExactly("connection 1");
        assertThat(connector.lost(first, new IOException("late"))).isFalse();
        assertThat(connector.get()).isEqualTo("connection 2");
    }

    @Test
    void lost_reportedByMany_makesOneNewConnection() throws Exception {
        connector.start();
        String first = connector.await(ofSeconds(30));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CyclicBarrier together = new CyclicBarrier(4);
        AtomicInteger current = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            var unused =
                    threads.submit(
                            () -> {
                                together.await(30, TimeUnit.SECONDS);
                                if (connector.lost(first, new IOException("reset"))) {
                                    current.incrementAndGet();
                                }
                                return null;
                            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(current).hasValue(1);
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        pause.pass();
        assertThat(connector.await(ofSeconds(30))).isEqualTo("connection 2");
        assertThat(made).hasValue(2);
    }

    @Test
    void close_closesTheConnection() throws Exception {
        connector.start();
        connector.await(ofSeconds(30));
        assertThat(connector.close(ofSeconds(30))).isTrue();
        assertThat(closed).containsExactly("connection 1");
        assertThatExceptionOfType(NotConnectedException.class)
                .isThrownBy(connector::get)
                .withMessageContaining("closed");
    }

    @Test
    void close_whileConnecting_closesWhatIsMadeLate() throws Exception {
        CountDownLatch connecting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger closedLate = new AtomicInteger();
        Connector<AutoCloseable> slow =
                Connector.<AutoCloseable>of(
                                "slow",
                                () -> {
                                    connecting.countDown();
                                    SupervisorTest.awaitUninterrupted(go);
                                    return closedLate::incrementAndGet;
                                })
                        .start();
        assertThat(connecting.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.close(ofMillis(1))).isFalse();
        go.countDown();
        await().atMost(ofSeconds(30)).until(() -> closedLate.get() == 1);
    }

    @Test
    void lost_whenTheCloserHangs_isNotUpAndReconnects() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        try (Connector<String> hanging =
                Connector.<String>builder("hanging", this::connect)
                        .closer(
                                gone -> {
                                    closing.countDown();
                                    SupervisorTest.awaitUninterrupted(never);
                                })
                        .build()
                        .start()) {
            String first = hanging.await(ofSeconds(30));
            IOException reset = new IOException("reset");
            assertThat(hanging.lost(first, reset)).isTrue();
            assertThat(hanging.check().status()).isEqualTo(Status.DEGRADED);
            assertThat(closing.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatExceptionOfType(NotConnectedException.class)
                    .isThrownBy(hanging::get)
                    .withMessageContaining("IOException: reset")
                    .withCause(reset);
            assertThat(hanging.await(ofSeconds(60))).isEqualTo("connection 2");
            never.countDown();
        }
    }

    @Test
    void get_afterGivingUp_triesNoSoonerThanTheBackoffSays() throws Exception {
        broken = true;
        connector.start();
        for (int wait = 0; wait < 4; wait++) {
            Duration unused = pause.begun();
            pause.pass();
        }
        assertThat(pause.begun()).isGreaterThan(ofSeconds(1_000_000));
        time.advance(ofSeconds(16).minusNanos(1));
        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(NotConnectedException.class).isThrownBy(connector::get);
        }
        assertThat(pause.wakes()).isZero();
        time.advance(Duration.ofNanos(1));
        assertThatExceptionOfType(NotConnectedException.class).isThrownBy(connector::get);
        assertThat(pause.begun()).as("tried once more").isEqualTo(ofSeconds(1));
        assertThat(tries).hasValue(6);
    }

    @Test
    void await_afterGivingUp_triesAtOnceIfTheBackoffHasPassed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Connector<String> once =
                Connector.<String>builder(
                                "once",
                                () -> {
                                    if (calls.incrementAndGet() == 1) {
                                        throw new IOException("no");
                                    }
                                    return "there";
                                })
                        .attempts(1)
                        .backoff(Backoff.fixed(ofMillis(1)))
                        .build()
                        .start()) {
            await().atMost(ofSeconds(30)).until(() -> once.check().toString().contains("gave up"));
            assertThat(once.await(ofSeconds(30))).isEqualTo("there");
        }
    }

    @Test
    void close_whileReconnecting_letsThoseGoWhoAwait() throws Exception {
        broken = true;
        connector.start();
        Duration unused = pause.begun();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        var waiting = threads.submit(() -> connector.await(Duration.ofHours(1)));
        threads.shutdown();
        assertThat(connector.close(ofSeconds(30))).isTrue();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting).isDone();
    }
}
