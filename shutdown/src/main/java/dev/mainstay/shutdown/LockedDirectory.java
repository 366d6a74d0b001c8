// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory and the lock on a file in it. Whoever holds the lock may fill or delete it; a new one
 * is its maker's once that has locked it and the file is there still.
 */
final class LockedDirectory {
    static final String LOCK_FILE = ".lock";

    private static final Logger LOG = LoggerFactory.getLogger(TempFiles.class);
    private static final int ATTEMPTS = 10;

    /** Cleaners of temp directories take what nobody has written to for days. */
    private static final Duration TOUCH_EVERY = Duration.ofHours(1);

    /** Keeps them reachable: a channel that nobody refers to is closed. */
    private static final Set<FileChannel> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;
    private volatile Instant touchedAt = Instant.MIN;

    private LockedDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
        LOCKED.add(lockFile);
    }

    /** Makes one; a sibling that takes it for a leftover before it is locked costs an attempt. */
    static LockedDirectory create(Path parent, String name) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path made = Files.createTempDirectory(parent, prefix(name) + thisProcess() + "-");
            LockedDirectory locked = lock(made);
            if (locked != null) {
                return locked;
            }
        }
        throw new IOException("no new directory could be locked in " + ATTEMPTS + " attempts");
    }

    /** Locks a directory; null if another process has it locked, or has deleted it. */
    static @Nullable LockedDirectory lock(Path directory) throws IOException {
        Path file = directory.resolve(LOCK_FILE);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, CREATE, WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is this process's own", directory);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? new LockedDirectory(directory, channel) : null;
    }

    /** Matches the names of directories of processes, with the process as its first group. */
    static Matcher matcher(String name, Path directory) {
        return Pattern.compile(Pattern.quote(prefix(name)) + "(\\d+-\\d+)-[a-z0-9]+")
                .matcher(directory.getFileName().toString());
    }

    /** Its id alone says little: the main process of every container is number 1. */
    static String thisProcess() {
        ProcessHandle process = ProcessHandle.current();
        Optional<Instant> started = process.info().startInstant();
        return process.pid() + "-" + started.map(Instant::toEpochMilli).orElse(0L);
    }

    Path path() {
        return path;
    }

    /** Says that it is in use; throws NoSuchFileException if it is not there any more. */
    void touch(Instant now) throws IOException {
        if (touchedAt.isBefore(now.minus(TOUCH_EVERY))) {
            // Not by Files: that opens and closes the file, and POSIX drops the lock at any close.
            if (!path.resolve(LOCK_FILE).toFile().setLastModified(now.toEpochMilli())) {
                throw new NoSuchFileException(path.resolve(LOCK_FILE).toString());
            }
            touchedAt = now;
        }
    }

    /** Locks it anew where its lock was deleted; null if there is nothing to be locked. */
    @Nullable LockedDirectory again() throws IOException {
        release();
        return Files.isDirectory(path) ? lock(path) : null;
    }

    /** Deletes all in it while it is locked, and then itself. Logs what cannot be deleted. */
    long delete() {
        long bytes = FileTree.deleteContents(path, LOCK_FILE);
        try {
            // Whoever locks the directory from here on has a new lock file, and it stays.
            Files.deleteIfExists(path.resolve(LOCK_FILE));
            release();
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} is filled anew, or not all in it can be deleted", path);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", path, e);
        } finally {
            release();
        }
        return bytes;
    }

    private void release() {
        LOCKED.remove(lockFile);
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("the lock of {} cannot be given back", path, e);
        }
    }

    private static String prefix(String name) {
        return "mainstay-" + name + "-";
    }
}
