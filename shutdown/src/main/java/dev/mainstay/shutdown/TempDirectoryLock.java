// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.mainstay.internal.Log;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
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

/**
 * The lock on a file in a directory. Whoever holds it may fill or delete the directory; a new one
 * is its maker's once that has locked it and the file is there still. What nobody has locked is of
 * a process that is no more.
 */
final class TempDirectoryLock {
    static final String LOCK_FILE = ".lock";

    private static final Log LOG = Log.of(TempFiles.class);
    private static final int ATTEMPTS = 10;

    /** Cleaners of temp directories take what nobody has written to for days. */
    private static final Duration TOUCH_EVERY = Duration.ofHours(1);

    /** Keeps them reachable: a channel that nobody refers to is closed. */
    private static final Set<FileChannel> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;
    private volatile Instant touchedAt = Instant.MIN;

    private TempDirectoryLock(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
        LOCKED.add(lockFile);
    }

    /** Makes a directory; a process that locks it before this one does costs an attempt. */
    static TempDirectoryLock create(Path parent, String name) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path made = Files.createTempDirectory(parent, prefix(name) + thisProcess() + "-");
            TempDirectoryLock locked = lock(made);
            if (locked != null) {
                return locked;
            }
        }
        throw new IOException("no new directory could be locked in " + ATTEMPTS + " attempts");
    }

    /** Locks a directory; null if another process has it locked, or has deleted it. */
    static @Nullable TempDirectoryLock lock(Path directory) throws IOException {
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
        return locked ? new TempDirectoryLock(directory, channel) : null;
    }

    /** Deletes the directories of a name whose processes are no more; never throws. */
    void deleteAbandoned(Path parent, String name) {
        int deleted = 0;
        long bytes = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent)) {
            for (Path directory : directories) {
                TempDirectoryLock abandoned = lockAbandoned(name, directory);
                if (abandoned != null) {
                    bytes += abandoned.delete();
                    deleted++;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("leftovers in {} cannot be looked for", parent, e);
        }
        if (deleted > 0) {
            LOG.info(
                    "deleted {} directories with {} bytes that killed predecessors left in {}",
                    deleted,
                    bytes,
                    parent);
        }
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
    @Nullable TempDirectoryLock again() throws IOException {
        release();
        return Files.isDirectory(path) ? lock(path) : null;
    }

    /** Deletes all in it while it is locked, and then itself. Logs what cannot be deleted. */
    long delete() {
        long bytes = TempTree.deleteContents(path, LOCK_FILE);
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

    private @Nullable TempDirectoryLock lockAbandoned(String name, Path directory) {
        Matcher matcher =
                Pattern.compile(Pattern.quote(prefix(name)) + "(\\d+-\\d+)-[a-z0-9]+")
                        .matcher(directory.getFileName().toString());
        // One of this process's is not even opened: closing a file drops all its locks in POSIX.
        if (!matcher.matches() || matcher.group(1).equals(thisProcess())) {
            return null;
        }
        try {
            return isOfTheSameUser(directory) ? lock(directory) : null;
        } catch (IOException e) {
            LOG.debug("{} cannot be locked, so it is left alone", directory, e);
            return null;
        }
    }

    /** In a directory that all may write to, anybody could put a link or a lure. */
    private boolean isOfTheSameUser(Path directory) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                        .equals(Files.getOwner(path));
    }

    private void release() {
        LOCKED.remove(lockFile);
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("the lock of {} cannot be given back", path, e);
        }
    }

    /** Its id alone says little: the main process of every container is number 1. */
    private static String thisProcess() {
        ProcessHandle process = ProcessHandle.current();
        Optional<Instant> started = process.info().startInstant();
        return process.pid() + "-" + started.map(Instant::toEpochMilli).orElse(0L);
    }

    private static String prefix(String name) {
        return "mainstay-" + name + "-";
    }
}
