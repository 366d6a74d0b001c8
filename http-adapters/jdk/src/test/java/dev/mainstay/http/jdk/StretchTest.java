// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StretchTest {
    private final Stretch stretch = Stretch.begin();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void interrupt_duringIt_hitsItsThreadAndNothingAfterIt() {
        stretch.interrupt();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        stretch.end();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interrupt_afterIt_doesNothing() {
        stretch.end();

        stretch.interrupt();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void end_afterAnInterruptBySomebodyElse_keepsIt() {
        Thread.currentThread().interrupt();

        stretch.end();

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void socket_thatItsThreadReads_isWhatItIsAt() throws IOException {
        var reading = new AtomicReference<Stretch>();
        assertThat(stretch.isStillAtASocket()).isFalse();
        try (var server = ServerSocketChannel.open().bind(null);
                var client = SocketChannel.open(server.getLocalAddress())) {
            Daemons.of(
                            () -> {
                                reading.set(Stretch.begin());
                                read(client);
                                reading.get().end();
                            },
                            "reads")
                    .start();

            await().until(() -> reading.get() != null && reading.get().isStillAtASocket());
            reading.get().interrupt();
            await().until(() -> !client.isOpen());
            await().until(() -> !reading.get().isStillAtASocket());
        }
    }

    private static void read(SocketChannel channel) {
        try {
            channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            assertThat(e).isInstanceOf(ClosedByInterruptException.class);
        }
    }

    @Test
    void age_always_isTheTimeSinceItsBegin() {
        assertThat(stretch.isOlderThan(0)).isTrue();
        assertThat(stretch.isOlderThan(Duration.ofDays(1).toNanos())).isFalse();
    }
}
