// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Clients that take their time, all of them on one thread, which lets each do a little ten times a
 * second. One that is cut off comes back.
 */
final class SlowClients implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final int RECEIVE_BUFFER = 2_048;

    /** Of large answers far more than fit into what lies between two sockets. */
    private static final int REQUESTS_PER_TICK = 40;

    /** After which the other side has met with it. */
    private static final int TURNS = 4;

    /** What one of them does at a time. */
    private interface Step {
        void run(SocketChannel channel, int turn) throws IOException;
    }

    private final InetSocketAddress address;
    private final Step step;
    private final List<Client> clients;
    private final AtomicInteger atIt = new AtomicInteger();
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        var daemon = new Thread(task, "slow-clients");
                        daemon.setDaemon(true);
                        return daemon;
                    });

    private SlowClients(URI base, int count, Step step) {
        this.address = new InetSocketAddress(base.getHost(), base.getPort());
        this.step = step;
        this.clients = Stream.generate(Client::new).limit(count).toList();
        var unused =
                thread.scheduleWithFixedDelay(
                        () -> clients.forEach(Client::takeTurn),
                        0,
                        TICK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** They connect and say nothing. */
    static SlowClients silent(URI base, int count) {
        return new SlowClients(base, count, (channel, turn) -> checkOpen(channel));
    }

    /** They send a request byte by byte, and never come to its end. */
    static SlowClients dripping(URI base, int count) {
        String head = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
        return new SlowClients(
                base,
                count,
                (channel, turn) -> {
                    char next = turn < head.length() ? head.charAt(turn) : 'x';
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) next}));
                    checkOpen(channel);
                });
    }

    /** They send one request after the other, and never read an answer. */
    static SlowClients notReading(URI base, int count, String request) {
        byte[] bytes = request.repeat(REQUESTS_PER_TICK).getBytes(US_ASCII);
        return new SlowClients(
                base, count, (channel, turn) -> channel.write(ByteBuffer.wrap(bytes)));
    }

    /** How many have been slow for a while, or were cut off for it. */
    int atIt() {
        return atIt.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        clients.forEach(Client::hangUp);
    }

    /** What has been read is of no interest, but that the other side hung up is. */
    private static void checkOpen(SocketChannel channel) throws IOException {
        if (channel.read(ByteBuffer.allocate(RECEIVE_BUFFER)) < 0) {
            throw new IOException("the server hung up");
        }
    }

    private final class Client {
        private SocketChannel channel;
        private int turn;
        private boolean counted;

        synchronized void takeTurn() {
            try {
                if (thread.isShutdown()) {
                    hangUp();
                } else if (channel == null) {
                    connect();
                } else if (channel.finishConnect()) {
                    step.run(channel, turn);
                    turn++;
                    countIf(turn == TURNS);
                }
            } catch (IOException e) {
                countIf(turn > 0);
                hangUp();
            }
        }

        synchronized void hangUp() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            channel = null;
        }

        private void connect() throws IOException {
            turn = 0;
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.configureBlocking(false);
            channel.connect(address);
        }

        private void countIf(boolean slow) {
            if (slow && !counted) {
                counted = true;
                atIt.incrementAndGet();
            }
        }
    }
}
