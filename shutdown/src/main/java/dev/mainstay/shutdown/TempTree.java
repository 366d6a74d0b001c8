// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Log;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All in a directory, of which others may delete and create some at the same time. */
final class TempTree {
    private static final Log LOG = Log.of(TempFiles.class);
    private static final int MOST_FILES = 100_000;

    private TempTree() {}

    /** What the files of a tree are together. */
    record Size(long bytes, Optional<Instant> oldest) {}

    static Size measure(Path root) {
        var measuring = new Measuring(root.resolve(TempDirectoryLock.LOCK_FILE));
        walk(root, measuring);
        return new Size(measuring.bytes, Optional.ofNullable(measuring.oldest));
    }

    /** Deletes a file or a tree; logs once what cannot be deleted. */
    static void delete(Path root) {
        walk(root, new Deleting(root, null));
    }

    /** Deletes all below a directory but one file in it; returns the bytes of what it deleted. */
    static long deleteContents(Path root, String except) {
        var deleting = new Deleting(root, root.resolve(except));
        walk(root, deleting);
        return deleting.bytes;
    }

    private static void walk(Path root, SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(root, visitor);
        } catch (IOException e) {
            LOG.warn("{} cannot be walked", root, e);
        }
    }

    private static final class Measuring extends SimpleFileVisitor<Path> {
        private final Path except;
        private long bytes;
        private int files;
        private @Nullable Instant oldest;

        Measuring(Path except) {
            this.except = except;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.equals(except)) {
                return FileVisitResult.CONTINUE;
            }
            bytes += attributes.size();
            Instant written = attributes.lastModifiedTime().toInstant();
            if (oldest == null || written.isBefore(oldest)) {
                oldest = written;
            }
            return ++files < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        private final Path root;
        private final @Nullable Path except;
        private long bytes;
        private boolean warned;

        Deleting(Path root, @Nullable Path except) {
            this.root = root;
            this.except = except;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!file.equals(except) && delete(file)) {
                bytes += attributes.size();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            failed(file, e);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            if (except == null || !directory.equals(root)) {
                delete(directory);
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean delete(Path path) {
            try {
                return Files.deleteIfExists(path);
            } catch (IOException e) {
                failed(path, e);
                return false;
            }
        }

        private void failed(Path path, IOException e) {
            if (!warned && !(e instanceof NoSuchFileException)) {
                warned = true;
                LOG.warn("{} cannot be deleted, and maybe more in {}", path, root, e);
            }
        }
    }
}
