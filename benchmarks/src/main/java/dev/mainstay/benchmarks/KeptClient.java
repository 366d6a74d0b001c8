// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps its connection. A server may close one between two answers (RFC 9112, section
 * 9.5), and a client may ask again on another one then; that is counted. What else goes wrong is
 * thrown.
 */
final class KeptClient implements AutoCloseable {
    /** What all clients saw together. */
    static final class Counts {
        final LongAdder answers = new LongAdder();
        final LongAdder closed = new LongAdder();
    }

    private final URI base;
    private final String path;
    private final Counts counts;
    private @Nullable ProbeConnection connection;

    KeptClient(URI base, String path, Counts counts) {
        this.base = base;
        this.path = path;
        this.counts = counts;
    }

    void ask() throws IOException {
        ProbeConnection open = connection;
        if (open == null) {
            open = reopen();
        }
        int status;
        try {
            status = open.ask();
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer to " + path, e);
        } catch (IOException e) {
            if (!open.isBetweenAnswers()) {
                throw new IOException("the connection was lost while it was answered", e);
            }
            counts.closed.increment();
            open = reopen();
            status = open.ask();
        }
        if (status != 200) {
            throw new IOException(path + " was answered with " + status);
        }
        counts.answers.increment();
        if (open.isClosing()) {
            counts.closed.increment();
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private ProbeConnection reopen() throws IOException {
        close();
        connection = new ProbeConnection(base, path);
        return connection;
    }
}
