// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds up the files of a tree that others change at the same time, up to a number of them. */
final class FileCount extends SimpleFileVisitor<Path> {
    private final int most;
    private @Nullable Path root;
    private long bytes;
    private int count;
    private boolean cut;
    private @Nullable Instant oldest;

    FileCount(int most) {
        this.most = most;
    }

    long bytes() {
        return bytes;
    }

    int count() {
        return count;
    }

    /** Whether there were more. */
    boolean isCut() {
        return cut;
    }

    Optional<Instant> oldest() {
        return Optional.ofNullable(oldest);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        if (root == null) {
            root = directory;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (count == most) {
            cut = true;
            return FileVisitResult.TERMINATE;
        }
        count++;
        bytes += attributes.size();
        Instant written = attributes.lastModifiedTime().toInstant();
        if (oldest == null || written.isBefore(oldest)) {
            oldest = written;
        }
        return FileVisitResult.CONTINUE;
    }

    /** Only the root has to be there, and readable. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (root == null || file.equals(root)) {
            throw e;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
