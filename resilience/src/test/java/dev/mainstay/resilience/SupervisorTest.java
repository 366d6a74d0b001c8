// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Hostile;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class SupervisorTest extends SupervisorFixture {
    @Test
    void health_followsTheConnection() throws Exception {
        Supervisor unstarted = builder().build();
        assertThat(unstarted.check().status()).isEqualTo(Status.UNKNOWN);
        Supervisor orders = start(builder());
        assertThat(orders.check()).hasToString("DEGRADED (connecting for 0s)");
        connect();
        assertThat(orders.check().status()).isEqualTo(Status.UP);
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        assertThat(orders.check())
                .hasToString("DEGRADED (reconnecting for 0s, failure 1 (IOException: gone))");
        assertThat(orders.check().details()).containsEntry("nextAttemptSeconds", 1.0);
        time.advance(ofMinutes(1));
        assertThat(orders.check().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void silence_whenTooLong_isDownWithTheStackAndDownForLiveness() throws Exception {
        Supervisor orders = start(builder().maxSilence(ofSeconds(10)));
        connect();
        time.advance(ofSeconds(9));
        assertThat(orders.liveness().check().status()).isEqualTo(Status.UP);
        step(
                session -> {
                    session.beat();
                    return false;
                });
        step(session -> false);
        time.advance(ofSeconds(9));
        assertThat(orders.check().status()).isEqualTo(Status.UP);
        time.advance(ofSeconds(1));
        Health stuck = orders.check();
        assertThat(stuck).hasToString("DOWN (stuck: no sign of life for 10s)");
        assertThat(stuck.details().get("stack").toString()).contains("SupervisorFixture.work");
        assertThat(orders.liveness().check().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void liveness_whileReconnecting_isUp() throws Exception {
        Supervisor orders = start(builder().maxSilence(ofSeconds(10)));
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        time.advance(ofMinutes(10));
        assertThat(orders.check().status()).isEqualTo(Status.DOWN);
        assertThat(orders.liveness().check().status()).isEqualTo(Status.UP);
    }

    @Test
    void liveness_withoutMaxSilence_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build().liveness())
                .withMessage("liveness of supervisor 'orders' needs maxSilence");
    }

    @Test
    void close_duringARealWait_endsItAtOnce() throws Exception {
        Supervisor real =
                Supervisor.builder(
                                "real",
                                session -> {
                                    throw new IOException("gone");
                                })
                        .backoff(Backoff.fixed(Duration.ofHours(1)))
                        .build()
                        .start();
        await().atMost(ofSeconds(30))
                .until(() -> real.check().details().containsKey("nextAttemptSeconds"));
        assertThat(real.close(ofSeconds(30))).isTrue();
        assertThat(real.check()).hasToString("DOWN (closed)");
    }

    @Test
    void close_duringASession_runsItsHookAndTellsIt() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        Supervisor real =
                Supervisor.of(
                                "real",
                                session -> {
                                    session.onClose(woken::countDown);
                                    session.connected();
                                    running.countDown();
                                    woken.await();
                                    assertThat(session.closing()).isTrue();
                                })
                        .start();
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(real.close(ofSeconds(30))).isTrue();
        assertThat(real.close(ofSeconds(30))).isTrue();
    }

    @Test
    void close_whenTheWorkDoesNotEnd_interruptsItAndSaysSo() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        Supervisor real =
                Supervisor.of(
                                "real",
                                session -> {
                                    running.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        interrupted.countDown();
                                    }
                                })
                        .start();
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(real.close(ofMillis(20))).isFalse();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void close_beforeStart_isDownAndCannotBeStarted() {
        Supervisor unstarted = builder().build();
        assertThat(unstarted.close(ofSeconds(1))).isTrue();
        assertThat(unstarted.check()).hasToString("DOWN (closed)");
        assertThatIllegalStateException().isThrownBy(unstarted::start);
    }

    @Test
    void loop_whenAMessageCannotBeRead_goesOn() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (Supervisor real =
                Supervisor.builder(
                                "real",
                                session -> {
                                    runs.incrementAndGet();
                                    throw Hostile.throwing();
                                })
                        .backoff(Backoff.fixed(ofMillis(1)))
                        .build()
                        .start()) {
            await().atMost(ofSeconds(30)).until(() -> runs.get() > 5);
            assertThat(real.check().message().orElseThrow())
                    .contains("Throwing (its message could not be read)");
        }
    }

    @Test
    void loop_whenItsOwnPartsThrow_goesOn() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        LongSupplier clock =
                () -> {
                    if (broken.getAndSet(false)) {
                        throw new AssertionError("clock");
                    }
                    return time.getAsLong();
                };
        Supervisor orders = start(builder().time(clock, pause));
        step(
                session -> {
                    broken.set(true);
                    throw new IOException("gone");
                });
        assertThat(pause.begun()).isEqualTo(ofSeconds(5));
        pause.pass();
        assertThat(session()).isEqualTo(2);
        assertThat(orders.check().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void close_whenItsHookBlocks_keepsToItsTimeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Supervisor real =
                Supervisor.of(
                                "real",
                                session -> {
                                    session.onClose(() -> awaitUninterrupted(never));
                                    session.connected();
                                    running.countDown();
                                    awaitUninterrupted(end);
                                })
                        .start();
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        assertThat(real.close(ofMillis(50))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(ofSeconds(10));
        assertThat(real.check()).as("after a failed close").hasToString("DOWN (closing)");
        end.countDown();
        never.countDown();
        await().atMost(ofSeconds(30)).until(() -> real.check().toString().equals("DOWN (closed)"));
    }

    @Test
    void close_whenItsHookThrows_closesAllTheSame() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Supervisor real =
                Supervisor.of(
                                "real",
                                session -> {
                                    session.onClose(
                                            () -> {
                                                throw new AssertionError("hook");
                                            });
                                    running.countDown();
                                    while (!session.closing()) {
                                        Thread.onSpinWait();
                                    }
                                })
                        .start();
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(real.close(ofSeconds(30))).isTrue();
    }

    @Test
    void close_fromTheWorkItself_doesNotClaimThatItHasEnded() throws Exception {
        CountDownLatch built = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean(true);
        Supervisor real =
                Supervisor.of(
                        "real",
                        session -> {
                            built.await();
                            ended.set(supervisor.close(ofSeconds(1)));
                            asked.countDown();
                        });
        supervisor = real.start();
        built.countDown();
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ended).isFalse();
    }

    static void awaitUninterrupted(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                done = latch.getCount() == 0;
            }
        }
    }
}
