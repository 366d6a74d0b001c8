// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send one request after another until they are told to stop: 16 on kept connections
 * and 4 with a connection for each request. They close a connection when a response asks for it,
 * and never retry. A request that gets no complete response with a 2xx has failed, be it that the
 * connection is refused, reset, or closed before the response.
 */
final class LoadClients {
    private static final int KEPT = 16;
    private static final int SINGLE = 4;

    /** What a request takes: a client whose request failed asks no faster than the others. */
    private static final int PAUSE_MILLIS = 50;

    private final URI base;
    private final BooleanSupplier going;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private final List<Thread> threads = new ArrayList<>();

    /** Starts them. */
    LoadClients(URI base, BooleanSupplier going) {
        this.base = base;
        this.going = going;
        for (int i = 0; i < KEPT + SINGLE; i++) {
            boolean kept = i < KEPT;
            var thread = new Thread(() -> run(kept), "client-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    long sent() {
        return sent.get();
    }

    long failed() {
        return failed.get();
    }

    String firstFailure() {
        return firstFailure.get();
    }

    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void run(boolean kept) {
        ProbeConnection connection = null;
        while (going.getAsBoolean()) {
            sent.incrementAndGet();
            try {
                connection = ask(connection, kept);
            } catch (IOException e) {
                connection = null;
                fail(e.toString());
            }
        }
        close(connection);
    }

    private @Nullable ProbeConnection ask(@Nullable ProbeConnection open, boolean kept)
            throws IOException {
        ProbeConnection connection = open;
        boolean answered = false;
        try {
            if (connection == null) {
                connection =
                        kept
                                ? new ProbeConnection(base, "/work")
                                : new ProbeConnection(base, "/work", "Connection: close\r\n");
            }
            int status = connection.ask();
            answered = true;
            if (status / 100 != 2) {
                fail("status " + status);
            }
        } finally {
            if (!answered) {
                close(connection);
            }
        }
        if (kept && !connection.isClosing()) {
            return connection;
        }
        close(connection);
        return null;
    }

    private void fail(String why) {
        failed.incrementAndGet();
        firstFailure.compareAndSet("", why);
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable ProbeConnection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
