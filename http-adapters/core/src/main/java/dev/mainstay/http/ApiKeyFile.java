// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A file that holds a key. No request waits for it: a file system may hang for ever. */
final class ApiKeyFile {
    /** How old what was read may be before it is read again, in nanoseconds. */
    static final long MAX_AGE = 5 * Durations.SECOND;

    private static final Log LOG = Log.of(HealthEndpoints.class);
    private static final int MAX_BYTES = 4_096;

    private final String name;
    private final Path file;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile boolean failed;
    private volatile boolean slow;
    private volatile boolean readBefore;
    private volatile long readAt;

    ApiKeyFile(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    String first() {
        try {
            return read();
        } catch (IOException e) {
            String message =
                    "file must hold a key, but '%s' cannot be read: %s"
                            .formatted(file, Throwables.describe(e));
            throw new IllegalArgumentException(Masking.mask(message), Throwables.masked(e));
        }
    }

    /** Reads the file again if that is due, on another thread; one at a time. */
    void readAgain(long now, Consumer<String> reader) {
        if (!isDue(now) || !takeTurn(now)) {
            return;
        }
        if (reading.compareAndSet(false, true)) {
            start(reader);
        } else if (!slow) {
            slow = true;
            LOG.warn(
                    "API key '{}' stays as it was: {} is still being read, since {} s or more",
                    name,
                    file,
                    MAX_AGE / Durations.SECOND);
        }
    }

    private boolean isDue(long now) {
        return !readBefore || now - readAt >= MAX_AGE;
    }

    /** Of several requests at a time one begins to read. */
    private synchronized boolean takeTurn(long now) {
        if (!isDue(now)) {
            return false;
        }
        readAt = now;
        readBefore = true;
        return true;
    }

    private void start(Consumer<String> reader) {
        try {
            DaemonThreads.start("mainstay-http-key-" + name, () -> readNow(reader));
        } catch (OutOfMemoryError e) { // there may be a thread to be had the next time
            reading.set(false);
            LOG.warn("API key '{}' stays as it was: no thread to read {} on", name, file);
        }
    }

    private void readNow(Consumer<String> reader) {
        try {
            reader.accept(read());
            failed = false;
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.warn(
                        "API key '{}' stays as it was: {} is not to be used: {}",
                        name,
                        file,
                        Throwables.describe(e));
            }
        } finally {
            slow = false;
            reading.set(false);
        }
    }

    private String read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
