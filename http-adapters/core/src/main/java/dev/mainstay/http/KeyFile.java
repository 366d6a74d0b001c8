// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that holds a key. No request waits for it: a file system may hang for ever. */
final class KeyFile {
    /** How old what was read may be before it is read again, in nanoseconds. */
    static final long MAX_AGE = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);
    private static final int MAX_BYTES = 4_096;

    private final String name;
    private final Path file;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean failed;
    private volatile boolean slow;
    private volatile boolean lookedBefore;
    private volatile long lookedAt;

    KeyFile(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    String first() {
        try {
            return read();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "file must hold a key, but '%s' cannot be read: %s".formatted(file, e), e);
        }
    }

    /** Reads the file again if that is due, on another thread; one at a time. */
    void lookAgain(long now, Consumer<String> reader) {
        if (!isDue(now) || !takeTurn(now)) {
            return;
        }
        if (looking.compareAndSet(false, true)) {
            start(reader);
        } else if (!slow) {
            slow = true;
            LOG.warn(
                    "API key '{}' stays as it was: {} is still being read, since {} s or more",
                    name,
                    file,
                    MAX_AGE / 1_000_000_000);
        }
    }

    private boolean isDue(long now) {
        return !lookedBefore || now - lookedAt >= MAX_AGE;
    }

    /** Of several requests at a time one looks. */
    private synchronized boolean takeTurn(long now) {
        if (!isDue(now)) {
            return false;
        }
        lookedAt = now;
        lookedBefore = true;
        return true;
    }

    private void start(Consumer<String> reader) {
        var thread = new Thread(() -> look(reader), "mainstay-http-key-" + name);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // there may be a thread to be had the next time
            looking.set(false);
            LOG.warn("API key '{}' stays as it was: no thread to read {} on", name, file);
        }
    }

    private void look(Consumer<String> reader) {
        try {
            reader.accept(read());
            failed = false;
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.warn("API key '{}' stays as it was: {} is not to be used: {}", name, file, e);
            }
        } finally {
            slow = false;
            looking.set(false);
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
