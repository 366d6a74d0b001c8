// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.internal.DaemonThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptibleWorkTest {
    private final InterruptibleWork work = InterruptibleWork.begin();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void interrupt_duringIt_hitsItsThreadAndNothingAfterIt() {
        work.interrupt();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        work.end();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interrupt_afterIt_doesNothing() {
        work.end();

        work.interrupt();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void end_afterAnInterruptBySomebodyElse_keepsIt() {
        Thread.currentThread().interrupt();

        work.end();

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void interrupt_ofWhatReadsFromASocket_closesThat() throws IOException {
        var reading = new AtomicReference<InterruptibleWork>();
        try (var server = ServerSocketChannel.open().bind(null);
                var client = SocketChannel.open(server.getLocalAddress())) {
            DaemonThreads.start(
                    "reads",
                    () -> {
                        reading.set(InterruptibleWork.begin());
                        read(client);
                        reading.get().end();
                    });
            await().until(() -> reading.get() != null);

            reading.get().interrupt();

            await().until(() -> !client.isOpen());
        }
    }

    @Test
    void age_always_isTheTimeSinceItsBegin() {
        assertThat(work.isOlderThan(0)).isTrue();
        assertThat(work.isOlderThan(Duration.ofDays(1).toNanos())).isFalse();
    }

    private static void read(SocketChannel channel) {
        try {
            channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            assertThat(e).isInstanceOf(ClosedByInterruptException.class);
        }
    }
}
