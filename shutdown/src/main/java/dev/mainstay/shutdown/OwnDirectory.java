// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process's directory for temp files, made anew where somebody else has deleted it. */
final class OwnDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(TempFiles.class);

    private final Path parent;
    private final String name;
    private final InstantSource clock;
    private final Lock using;
    private final Lock changing;
    private LockedDirectory directory;
    private boolean closed;

    /** Creates something in a directory. */
    interface Creation {
        Path in(Path directory) throws IOException;
    }

    OwnDirectory(Path parent, String name, InstantSource clock) throws IOException {
        var lock = new ReentrantReadWriteLock();
        this.using = lock.readLock();
        this.changing = lock.writeLock();
        this.parent = parent.toRealPath();
        this.name = name;
        this.clock = clock;
        this.directory = LockedDirectory.create(this.parent, name);
        Leftovers.sweep(this.parent, name, directory);
    }

    Path path() {
        return current().path();
    }

    Path create(Creation creation) {
        try {
            LockedDirectory used = current();
            try {
                return createIn(used, creation);
            } catch (NoSuchFileException e) {
                replace(used);
                return createIn(current(), creation);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temp file of '%s': %s".formatted(name, e), e);
        }
    }

    void close() {
        changing.lock();
        try {
            if (!closed) {
                closed = true;
                directory.delete();
            }
        } finally {
            changing.unlock();
        }
    }

    private Path createIn(LockedDirectory used, Creation creation) throws IOException {
        using.lock();
        try {
            requireOpen();
            used.touch(clock.instant());
            return creation.in(used.path());
        } finally {
            using.unlock();
        }
    }

    private LockedDirectory current() {
        using.lock();
        try {
            return directory;
        } finally {
            using.unlock();
        }
    }

    /** A cleaner of temp directories has taken ours away, or the lock in it. */
    private void replace(LockedDirectory gone) throws IOException {
        changing.lock();
        try {
            requireOpen();
            if (directory == gone) {
                LockedDirectory again = gone.again();
                directory = again == null ? LockedDirectory.create(parent, name) : again;
                LOG.warn("somebody deleted in {}; using {}", gone.path(), directory.path());
            }
        } finally {
            changing.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("temp files of '" + name + "' are closed");
        }
    }
}
