// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Temp files and directories that do not outlive their use: each is deleted when it is closed, all
 * are when this is closed, and those of a predecessor that was killed when this is made.
 *
 * <p>They lie in a directory of this process's own. It holds a lock that ends with the process,
 * however that ends: what is not locked is a leftover, and the directory of another process that
 * still runs is never touched, be it in another container or of the same process id. The lock needs
 * a file system that has locks; processes on different machines need one that shares them.
 *
 * <pre>{@code
 * try (TempFiles files = TempFiles.of("document-service");
 *         TempFiles.Entry upload = files.createFile(".pdf")) {
 *     Files.copy(in, upload.path(), REPLACE_EXISTING);
 * }
 * }</pre>
 *
 * <p>Making one lists the parent directory and deletes leftovers, before it returns; sizes and ages
 * are read from the file system at each call. Thread-safe.
 */
public final class TempFiles implements AutoCloseable {
    private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9._-]{0,50}");

    private final TempDirectory directory;
    private final InstantSource clock;

    private TempFiles(Builder builder) throws IOException {
        this.directory = new TempDirectory(builder.parent, builder.name, builder.clock);
        this.clock = builder.clock;
    }

    /**
     * Makes one below the directory for temp files of this process, {@code java.io.tmpdir}.
     *
     * @param name the application's, as in {@link #builder(String)}
     * @return new temp files
     * @throws IllegalArgumentException if the name is of another form
     * @throws UncheckedIOException if a directory cannot be made or locked
     */
    public static TempFiles of(String name) {
        return builder(name).build();
    }

    /**
     * Begins one with options.
     *
     * @param name the application's: leftovers of the same name are deleted; 1 to 63 of {@code
     *     a-z}, {@code 0-9} and {@code -}, not beginning with a dash or {@code mainstay}
     * @return a builder
     * @throws IllegalArgumentException if the name is of another form
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Creates an empty file.
     *
     * @return the file, to be closed
     * @throws IllegalStateException if this is closed
     * @throws UncheckedIOException if the file cannot be created
     */
    public Entry createFile() {
        return createFile("");
    }

    /**
     * Creates an empty file.
     *
     * @param suffix what its name ends with, such as {@code .pdf}; at most 50 letters, digits and
     *     {@code . _ -}
     * @return the file, to be closed
     * @throws IllegalArgumentException if the suffix is of another form
     * @throws IllegalStateException if this is closed
     * @throws UncheckedIOException if the file cannot be created
     */
    public Entry createFile(String suffix) {
        requireNonNull(suffix, "suffix");
        Require.argument(
                SUFFIX.matcher(suffix).matches(),
                "suffix must match %s, but was '%s'".formatted(SUFFIX, Masking.mask(suffix)));
        return new Entry(directory.create(it -> Files.createTempFile(it, "", suffix)));
    }

    /**
     * Creates an empty directory.
     *
     * @return the directory, to be closed with all that is in it
     * @throws IllegalStateException if this is closed
     * @throws UncheckedIOException if the directory cannot be created
     */
    public Entry createDirectory() {
        return new Entry(directory.create(it -> Files.createTempDirectory(it, "")));
    }

    /**
     * Returns the directory that all lie in; for a check of its size and age.
     *
     * @return an absolute path; another one after the directory was deleted by somebody else
     */
    public Path path() {
        return directory.path();
    }

    /**
     * Returns the size of all files. Looks at 100,000 at most.
     *
     * @return bytes; 0 or more
     */
    public long bytes() {
        return TempTree.measure(path()).bytes();
    }

    /**
     * Returns the time since the file was written that was written longest ago. Looks at 100,000 at
     * most.
     *
     * @return the age, never negative; empty if there is no file
     */
    public Optional<Duration> oldestAge() {
        return TempTree.measure(path())
                .oldest()
                .map(oldest -> Duration.between(oldest, clock.instant()))
                .map(age -> age.isNegative() ? Duration.ZERO : age);
    }

    /**
     * Deletes all of them, and creates no more. What cannot be deleted is logged. A second call
     * does nothing.
     */
    @Override
    public void close() {
        directory.close();
    }

    @Override
    public String toString() {
        return "temp files in " + path();
    }

    /**
     * A file or directory, deleted when this is closed.
     *
     * <p>Thread-safe.
     */
    public static final class Entry implements AutoCloseable {
        private final Path path;

        private Entry(Path path) {
            this.path = path;
        }

        /**
         * Returns where it is.
         *
         * @return an absolute path
         */
        public Path path() {
            return path;
        }

        /**
         * Deletes it, a directory with all that is in it; links are deleted and not followed. What
         * cannot be deleted is logged. Does nothing if it is gone, so a file may be moved away.
         */
        @Override
        public void close() {
            TempTree.delete(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Options of {@link TempFiles}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        private InstantSource clock = InstantSource.system();

        private Builder(String name) {
            this.name = Require.name(name);
        }

        /**
         * Sets the directory below which this process's own is made.
         *
         * @param parent a directory that is there; default {@code java.io.tmpdir}
         * @return this
         */
        public Builder parent(Path parent) {
            this.parent = requireNonNull(parent, "parent");
            return this;
        }

        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Makes and locks a directory, and deletes the leftovers of processes that are no more.
         * Leftovers that cannot be deleted are logged.
         *
         * @return new temp files
         * @throws IllegalArgumentException if the parent is no directory
         * @throws UncheckedIOException if the directory cannot be made or locked
         */
        public TempFiles build() {
            String where = Masking.mask(parent.toString());
            Require.argument(
                    Files.isDirectory(parent),
                    "parent must be a directory, but was '" + where + "'");
            try {
                return new TempFiles(this);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "no temp files of '%s' in %s: %s"
                                .formatted(name, where, Throwables.describe(e)),
                        e);
            }
        }
    }
}
