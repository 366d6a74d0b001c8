// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Files in one directory that stand for the probes of a process without HTTP: {@code live}, {@code
 * ready} and {@code started}. A daemon thread touches each once an interval while its probe is UP
 * or DEGRADED, and removes it when it is not. A command of the orchestrator's looks at them.
 *
 * <p>A file that exists says little: the process may have been killed. Its <em>age</em> is the
 * signal:
 *
 * <pre>{@code
 * find /run/app/live -mmin -1 | grep -q .
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ProbeFiles implements AutoCloseable {
    private static final Log LOG = Log.of(ProbeFiles.class);

    private final HealthMonitor monitor;
    private final Path directory;
    private final Duration interval;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean failing;

    private ProbeFiles(Builder builder) {
        this.monitor = builder.monitor;
        this.directory = builder.directory;
        this.interval = builder.interval;
        this.thread = DaemonThreads.of("mainstay-probe-files", this::loop);
    }

    /**
     * Starts keeping the files, with the defaults.
     *
     * @param monitor whose probes to show
     * @param directory where; made if it is missing
     * @return the running files
     * @throws IOException if the directory cannot be made or written to
     */
    public static ProbeFiles start(HealthMonitor monitor, Path directory) throws IOException {
        return builder(monitor, directory).start();
    }

    /**
     * Begins with options.
     *
     * @param monitor whose probes to show
     * @param directory where; made if it is missing
     * @return a builder
     */
    public static Builder builder(HealthMonitor monitor, Path directory) {
        return new Builder(monitor, directory);
    }

    /** Ends the thread and removes the files: a process that is gone is neither live nor ready. */
    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        boolean closed = false;
        while (!closed) {
            tryToShow(probe -> monitor.report(probe).status().isPassing());
            closed = isClosedWithin(interval);
        }
        tryToShow(probe -> false);
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false; // nobody but close() ends this thread
        }
    }

    /**
     * One file's failure keeps no other from being shown; of failures in a row the first is logged.
     */
    private void tryToShow(Predicate<Probe> passing) {
        boolean failed = false;
        for (Probe probe : Probe.values()) {
            try {
                show(probe, passing.test(probe));
            } catch (IOException | RuntimeException e) {
                if (!failing && !failed) {
                    LOG.warn("cannot keep the probe files in {}", directory, e);
                }
                failed = true;
            }
        }
        failing = failed;
    }

    private void show(Probe probe, boolean passing) throws IOException {
        Path file = directory.resolve(name(probe));
        if (!passing) {
            Files.deleteIfExists(file);
        } else if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } else {
            Files.createFile(file);
        }
    }

    private static String name(Probe probe) {
        return switch (probe) {
            case LIVENESS -> "live";
            case READINESS -> "ready";
            case STARTUP -> "started";
        };
    }

    /** Options of {@link ProbeFiles}. Not thread-safe. */
    public static final class Builder {
        private final HealthMonitor monitor;
        private final Path directory;
        private Duration interval = Duration.ofSeconds(1);

        private Builder(HealthMonitor monitor, Path directory) {
            this.monitor = requireNonNull(monitor, "monitor");
            this.directory = requireNonNull(directory, "directory");
        }

        /**
         * Sets how often the files are touched.
         *
         * @param interval 10 ms to 1 hour; default 1 s
         * @return this
         * @throws IllegalArgumentException if the interval is outside its range
         */
        public Builder interval(Duration interval) {
            this.interval =
                    Require.between(
                            "interval", Duration.ofMillis(10), Duration.ofHours(1), interval);
            return this;
        }

        /**
         * Starts keeping the files. Those of an earlier process in the directory are removed first.
         *
         * @return the running files
         * @throws IOException if the directory cannot be made or written to
         */
        public ProbeFiles start() throws IOException {
            Files.createDirectories(directory);
            for (Probe probe : Probe.values()) {
                Files.deleteIfExists(directory.resolve(name(probe)));
            }
            Files.delete(Files.createTempFile(directory, "probe", null));
            var files = new ProbeFiles(this);
            files.thread.start();
            return files;
        }
    }
}
