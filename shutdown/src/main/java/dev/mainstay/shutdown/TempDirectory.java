// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** This process's directory for temp files, made anew where somebody else has deleted it. */
final class TempDirectory {
    private static final Log LOG = Log.of(TempFiles.class);

    private final Path parent;
    private final String name;
    private final InstantSource clock;
    private final Lock using;
    private final Lock changing;
    private volatile TempDirectoryLock directory;
    private boolean closed;

    /** Creates something in a directory. */
    interface Creation {
        Path in(Path directory) throws IOException;
    }

    TempDirectory(Path parent, String name, InstantSource clock) throws IOException {
        var lock = new ReentrantReadWriteLock();
        this.using = lock.readLock();
        this.changing = lock.writeLock();
        this.parent = parent.toRealPath();
        this.name = name;
        this.clock = clock;
        this.directory = TempDirectoryLock.create(this.parent, name);
        directory.deleteAbandoned(this.parent, name);
    }

    Path path() {
        return directory.path();
    }

    Path create(Creation creation) {
        try {
            TempDirectoryLock used = directory;
            try {
                return createIn(used, creation);
            } catch (NoSuchFileException e) {
                replace(used);
                return createIn(directory, creation);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no temp file of '%s': %s".formatted(name, Throwables.describe(e)), e);
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

    private Path createIn(TempDirectoryLock used, Creation creation) throws IOException {
        using.lock();
        try {
            requireOpen();
            used.touch(clock.instant());
            return creation.in(used.path());
        } finally {
            using.unlock();
        }
    }

    /** A cleaner of temp directories has taken ours away, or the lock in it. */
    private void replace(TempDirectoryLock gone) throws IOException {
        changing.lock();
        try {
            requireOpen();
            if (directory == gone) {
                TempDirectoryLock again = gone.again();
                directory = again == null ? TempDirectoryLock.create(parent, name) : again;
                LOG.warn("somebody deleted in {}; using {}", gone.path(), directory.path());
            }
        } finally {
            changing.unlock();
        }
    }

    private void requireOpen() {
        Require.state(!closed, "temp files of '" + name + "' are closed");
    }
}
