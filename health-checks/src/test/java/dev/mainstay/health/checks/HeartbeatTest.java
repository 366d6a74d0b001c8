// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final FakeTime time = new FakeTime();
    private final Heartbeat heartbeat = Heartbeat.of(Duration.ofSeconds(30), time);

    @Test
    void check_withinMaxSilence_isUp() {
        time.advance(Duration.ofSeconds(30));

        assertThat(heartbeat.check().status()).isEqualTo(Status.UP);
        assertThat(heartbeat.check().details()).containsEntry("silenceSeconds", 30L);
    }

    @Test
    void check_afterMaxSilenceWithoutAnyBeat_isDown() {
        time.advance(Duration.ofSeconds(31));

        assertThat(heartbeat.check().status()).isEqualTo(Status.DOWN);
        assertThat(heartbeat.check().message()).contains("no beat at all for 31s (limit 30s)");
    }

    @Test
    void beat_endsTheSilence() {
        time.advance(Duration.ofSeconds(31));

        heartbeat.beat();

        assertThat(heartbeat.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void check_whileABeatComesIn_showsNoSilenceFromTheFuture() {
        var beaten = new AtomicReference<Heartbeat>();
        var clock =
                (LongSupplier)
                        () -> {
                            Heartbeat toBeat = beaten.getAndSet(null);
                            long now = time.getAsLong();
                            if (toBeat != null) {
                                time.advance(Duration.ofMillis(1));
                                toBeat.beat();
                            }
                            return now;
                        };
        var interrupted = Heartbeat.of(Duration.ofSeconds(30), clock);
        beaten.set(interrupted);

        assertThat(interrupted.check().details()).containsEntry("silenceSeconds", 0L);
    }

    @Test
    void check_whenTheBeatingThreadHangs_showsItsStack() throws Exception {
        var beaten = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var loop = new Thread(() -> beatThenHang(beaten, release), "loop");
        loop.start();
        beaten.await();
        time.advance(Duration.ofSeconds(31));

        Health health = heartbeat.check();
        release.countDown();
        loop.join();

        assertThat(health.message()).contains("no beat for 31s (limit 30s); last by thread 'loop'");
        assertThat((String) health.details().get("stack")).contains("beatThenHang");
        assertThat(heartbeat.check().message().orElseThrow())
                .endsWith("the thread that beat has ended");
    }

    @Test
    void of_withoutDuration_isRefusedWithTheValue() {
        assertThatThrownBy(() -> Heartbeat.of(Duration.ZERO))
                .hasMessage("maxSilence must be positive, but was PT0S");
    }

    private void beatThenHang(CountDownLatch beaten, CountDownLatch release) {
        heartbeat.beat();
        beaten.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
