// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temp directories of processes that are no more. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(TempFiles.class);

    private Leftovers() {}

    /** Deletes those of a name; never throws. */
    static void sweep(Path parent, String name, LockedDirectory own) {
        int deleted = 0;
        long bytes = 0;
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent)) {
            for (Path sibling : siblings) {
                LockedDirectory leftover = leftover(name, sibling, own);
                if (leftover != null) {
                    bytes += leftover.delete();
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

    private static @Nullable LockedDirectory leftover(
            String name, Path sibling, LockedDirectory own) {
        Matcher matcher = LockedDirectory.matcher(name, sibling);
        // One of this process's is not even opened: closing a file drops all its locks in POSIX.
        if (!matcher.matches() || matcher.group(1).equals(LockedDirectory.thisProcess())) {
            return null;
        }
        try {
            return isOfTheSameUser(sibling, own.path()) ? LockedDirectory.lock(sibling) : null;
        } catch (IOException e) {
            LOG.debug("{} cannot be locked, so it is left alone", sibling, e);
            return null;
        }
    }

    /** In a directory that all may write to, anybody could put a link or a lure. */
    private static boolean isOfTheSameUser(Path sibling, Path own) throws IOException {
        return Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(sibling, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    }
}
