// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files in a directory of temp files and all below it: DEGRADED over 500 MiB, unless another
 * limit is set. Limits for DOWN and for the age of the oldest file exist on request. A directory
 * that is not there is DOWN. Links are counted themselves, and not followed.
 *
 * <p>A run reads the attributes of each file, of 100,000 at most: of more, it says so and is
 * DEGRADED. Files that come and go meanwhile are no error.
 *
 * <pre>{@code
 * TempFilesCheck.builder(files.path()).maxAge(Duration.ofHours(2)).build()
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TempFilesCheck implements HealthCheck {
    private final Path directory;
    private final long degradedAbove;
    private final long downAbove;
    private final @Nullable Duration maxAge;
    private final int mostFiles;
    private final InstantSource clock;

    private TempFilesCheck(Builder builder) {
        this.directory = builder.directory;
        this.degradedAbove = builder.degradedAbove;
        this.downAbove = builder.downAbove;
        this.maxAge = builder.maxAge;
        this.mostFiles = builder.mostFiles;
        this.clock = builder.clock;
    }

    /**
     * Checks the size of one directory.
     *
     * @param directory the directory
     * @return the check
     */
    public static TempFilesCheck of(Path directory) {
        return builder(directory).build();
    }

    /**
     * Begins a check with options.
     *
     * @param directory the directory
     * @return a builder
     */
    public static Builder builder(Path directory) {
        return new Builder(directory);
    }

    @Override
    public Health check() throws IOException {
        var files = new FileCount(mostFiles);
        try {
            Files.walkFileTree(directory, files);
        } catch (NoSuchFileException e) {
            return Health.down(directory + " does not exist");
        }
        Optional<Duration> age =
                files.oldest()
                        .map(oldest -> Duration.between(oldest, clock.instant()))
                        .map(it -> it.isNegative() ? Duration.ZERO : it);
        var findings = new Findings();
        judge(files, age, findings);
        Health health = findings.health().with("bytes", files.bytes()).with("files", files.count());
        return age.isEmpty() ? health : health.with("oldestAgeSeconds", age.get().toSeconds());
    }

    private void judge(FileCount files, Optional<Duration> age, Findings findings) {
        boolean down = files.bytes() > downAbove;
        if (down || files.bytes() > degradedAbove) {
            findings.add(
                    down ? Status.DOWN : Status.DEGRADED,
                    "%s has %s of temp files, limit %s"
                            .formatted(
                                    directory,
                                    Format.bytes(files.bytes()),
                                    Format.bytes(down ? downAbove : degradedAbove)));
        }
        if (maxAge != null && age.isPresent() && age.get().compareTo(maxAge) > 0) {
            findings.add(
                    Status.DEGRADED,
                    "%s has a temp file of %s, limit %s"
                            .formatted(
                                    directory,
                                    Durations.seconds(age.get()),
                                    Durations.seconds(maxAge)));
        }
        if (files.isCut()) {
            findings.add(
                    Status.DEGRADED,
                    "%s has over %d temp files; the rest were not looked at"
                            .formatted(directory, mostFiles));
        }
    }

    /** Options of a {@link TempFilesCheck}. Not thread-safe. */
    public static final class Builder {
        private static final long MEBI = 1L << 20;
        private static final int MOST_FILES = 100_000;

        private final Path directory;
        private long degradedAbove = 500 * MEBI;
        private long downAbove = Long.MAX_VALUE;
        private @Nullable Duration maxAge;
        private int mostFiles = MOST_FILES;
        private InstantSource clock = InstantSource.system();

        private Builder(Path directory) {
            this.directory = requireNonNull(directory, "directory");
        }

        /**
         * Sets the size above which the directory is DEGRADED.
         *
         * @param bytes 1 or more; default 500 MiB
         * @return this
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder degradedAbove(long bytes) {
            this.degradedAbove = Require.positive("degradedAbove", bytes);
            return this;
        }

        /**
         * Sets the size above which the directory is DOWN.
         *
         * @param bytes 1 or more; default none
         * @return this
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder downAbove(long bytes) {
            this.downAbove = Require.positive("downAbove", bytes);
            return this;
        }

        /**
         * Sets the time since a file was last written above which the directory is DEGRADED: what
         * was forgotten shows by its age long before it shows by its size.
         *
         * @param maxAge positive, up to 365 days; default none
         * @return this
         * @throws IllegalArgumentException if the time is outside its range
         */
        public Builder maxAge(Duration maxAge) {
            this.maxAge = DurationLimit.of("maxAge", maxAge);
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         * @throws IllegalArgumentException if degradedAbove is more than downAbove
         */
        public TempFilesCheck build() {
            Require.argument(
                    degradedAbove <= downAbove,
                    "degradedAbove must be at most downAbove (%d), but was %d"
                            .formatted(downAbove, degradedAbove));
            return new TempFilesCheck(this);
        }

        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        Builder mostFiles(int mostFiles) {
            this.mostFiles = mostFiles;
            return this;
        }
    }
}
