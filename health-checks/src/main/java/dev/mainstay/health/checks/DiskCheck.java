// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The space that this process may still use on the file systems of one or more paths: DEGRADED at
 * 20 % free or less, DOWN at 10 % or less, unless other limits are set. A path that is not there is
 * DOWN. Free space does not show a read-only file system; {@link Builder#writeProbe()} does.
 *
 * <p>A run takes one system call per path. On a network file system whose server is gone that call
 * does not come back: the run then times out and holds one thread. Such a path belongs in a check
 * of its own, so that it does not hide the others.
 *
 * <pre>{@code
 * DiskCheck.builder(Path.of("/var/lib/app")).degradedAt(FreeSpace.percent(15)).writeProbe().build()
 * }</pre>
 *
 * <p>Values of a check of several paths carry the path behind the key. Thread-safe.
 */
public final class DiskCheck implements HealthCheck {
    private static final int MOST_PATHS = 16;

    /** Where space is read; another one in tests. */
    interface Stores {
        FileStore of(Path path) throws IOException;
    }

    private final List<Path> paths;
    private final FreeSpace degradedAt;
    private final FreeSpace downAt;
    private final boolean writeProbe;
    private final Stores stores;
    private final LongSupplier nanoTime;

    private DiskCheck(Builder builder) {
        this.paths = List.copyOf(builder.paths);
        this.degradedAt = builder.degradedAt;
        this.downAt = builder.downAt;
        this.writeProbe = builder.writeProbe;
        this.stores = builder.stores;
        this.nanoTime = builder.nanoTime;
    }

    /**
     * Checks the free space of one path's file system.
     *
     * @param path a file or directory
     * @return the check
     */
    public static DiskCheck of(Path path) {
        return builder(path).build();
    }

    /**
     * Begins a check with options.
     *
     * @param path a file or directory
     * @return a builder
     */
    public static Builder builder(Path path) {
        return new Builder().path(path);
    }

    @Override
    public Health check() {
        var findings = new Findings();
        var values = new LinkedHashMap<String, Object>();
        for (Path path : paths) {
            String suffix = paths.size() == 1 ? "" : " " + path;
            try {
                look(path, suffix, findings, values);
            } catch (NoSuchFileException e) {
                findings.add(Status.DOWN, path + " does not exist");
            } catch (IOException e) {
                findings.add(Status.DOWN, path + " can't be read: " + Throwables.describe(e));
            }
        }
        Health health = findings.health();
        for (Map.Entry<String, Object> value : values.entrySet()) {
            health = health.with(value.getKey(), value.getValue());
        }
        return health;
    }

    private void look(Path path, String suffix, Findings findings, Map<String, Object> values)
            throws IOException {
        FileStore store = stores.of(path);
        long total = store.getTotalSpace();
        long free = usable(store);
        values.put("freeBytes" + suffix, free);
        values.put("totalBytes" + suffix, total);
        if (total > 0) {
            values.put("freePercent" + suffix, Format.percent(free, total));
            judge(path, free, total, findings);
        } else {
            findings.add(Status.UNKNOWN, path + " is on a file system that tells no size");
        }
        if (writeProbe) {
            write(path, suffix, findings, values);
        }
    }

    /** Some file systems say 0 for an instant; a second look tells a full one from that. */
    private static long usable(FileStore store) throws IOException {
        long free = store.getUsableSpace();
        return free > 0 ? free : store.getUsableSpace();
    }

    private void judge(Path path, long free, long total, Findings findings) {
        boolean down = downAt.isReached(free, total);
        if (down || degradedAt.isReached(free, total)) {
            findings.add(
                    down ? Status.DOWN : Status.DEGRADED,
                    "%s has %s free of %s (%s%%), limit %s"
                            .formatted(
                                    path,
                                    Format.bytes(free),
                                    Format.bytes(total),
                                    Format.percent(free, total),
                                    down ? downAt : degradedAt));
        }
    }

    private void write(Path path, String suffix, Findings findings, Map<String, Object> values) {
        long start = nanoTime.getAsLong();
        try {
            WriteProbe.run(path);
            values.put("writeMillis" + suffix, Format.millis(nanoTime.getAsLong() - start));
        } catch (IOException e) {
            findings.add(Status.DOWN, path + " can't be written: " + Throwables.describe(e));
        }
    }

    /** Options of a {@link DiskCheck}. Not thread-safe. */
    public static final class Builder {
        private final List<Path> paths = new ArrayList<>();
        private FreeSpace degradedAt = FreeSpace.percent(20);
        private FreeSpace downAt = FreeSpace.percent(10);
        private boolean writeProbe;
        private Stores stores = Files::getFileStore;
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /**
         * Adds a path.
         *
         * @param path a file or directory; at most 16 in one check
         * @return this
         */
        public Builder path(Path path) {
            paths.add(requireNonNull(path, "path"));
            return this;
        }

        /**
         * Sets the free space at which a path is DEGRADED.
         *
         * @param limit the most free space that is DEGRADED; default 20 %
         * @return this
         */
        public Builder degradedAt(FreeSpace limit) {
            this.degradedAt = requireNonNull(limit, "degradedAt");
            return this;
        }

        /**
         * Sets the free space at which a path is DOWN.
         *
         * @param limit the most free space that is DOWN; default 10 %
         * @return this
         */
        public Builder downAt(FreeSpace limit) {
            this.downAt = requireNonNull(limit, "downAt");
            return this;
        }

        /**
         * Makes each run write 4 KiB to a new file in each path, force it to the disk and delete
         * it; if that fails, the path is DOWN. The paths must be directories. Default: off.
         *
         * @return this
         */
        public Builder writeProbe() {
            this.writeProbe = true;
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         * @throws IllegalArgumentException if there are over 16 paths, or degradedAt is below
         *     downAt and both are of one kind
         */
        public DiskCheck build() {
            Require.argument(
                    paths.size() <= MOST_PATHS,
                    "paths must be at most %d, but were %d".formatted(MOST_PATHS, paths.size()));
            Require.argument(
                    degradedAt.isAtLeast(downAt),
                    "degradedAt must be at least downAt (%s), but was %s"
                            .formatted(downAt, degradedAt));
            return new DiskCheck(this);
        }

        Builder stores(Stores stores) {
            this.stores = stores;
            return this;
        }
    }
}
