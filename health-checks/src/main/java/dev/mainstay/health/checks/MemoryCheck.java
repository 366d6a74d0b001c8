// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The memory of this process and of its container: DEGRADED at 80 %, DOWN at 90 %, in three runs in
 * a row, unless other limits are set.
 *
 * <p>Of the heap counts what the last collections left, as the heap in use is mostly garbage. Of
 * the container (Linux control groups, version 1 and 2) counts the working set, which is the usage
 * without the page cache that the kernel can drop; it has a share only if a limit is set. Killed
 * processes of the container (OOM) and, in version 2, time lost to memory pressure make it
 * DEGRADED.
 *
 * <p>A run reads a few small files and does not wait. Where neither is known, it is UNKNOWN.
 *
 * <pre>{@code
 * .readiness("memory", MemoryCheck.create())
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class MemoryCheck implements HealthCheck {
    private final double degradedAt;
    private final double downAt;
    private final double pressureAt;
    private final int samples;
    private final CgroupMemory container;
    private final Supplier<Optional<HeapAfterGc.Usage>> heap;

    private final Sustained heapLimit;
    private final Sustained containerLimit;
    private long knownKills = -1;
    private int alarmedRuns;
    private long recentKills;

    private MemoryCheck(Builder builder) {
        this.degradedAt = builder.degradedAt;
        this.downAt = builder.downAt;
        this.pressureAt = builder.pressureAt;
        this.samples = builder.samples;
        this.container = new CgroupMemory(builder.root);
        this.heap = builder.heap;
        this.heapLimit = new Sustained(samples);
        this.containerLimit = new Sustained(samples);
    }

    /**
     * Checks with the default limits.
     *
     * @return the check
     */
    public static MemoryCheck create() {
        return builder().build();
    }

    /**
     * Begins a check with options.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public synchronized Health check() {
        var findings = new Findings();
        Optional<HeapAfterGc.Usage> left = heap.get();
        left.ifPresent(usage -> judge("heap after collection", usage, heapLimit, findings));
        Optional<CgroupMemory.Reading> reading = Optional.empty();
        try {
            reading = container.read();
            reading.ifPresent(group -> judge(group, findings));
        } catch (IOException e) {
            findings.add(
                    Status.UNKNOWN,
                    "the container's memory can't be read: " + Throwables.describe(e));
        }
        if (left.isEmpty() && reading.isEmpty()) {
            findings.add(Status.UNKNOWN, "neither heap nor container tells its memory");
        }
        Health health = left.isPresent() ? with(findings.health(), left.get()) : findings.health();
        return reading.isPresent() ? with(health, reading.get()) : health;
    }

    private void judge(String what, HeapAfterGc.Usage usage, Sustained limit, Findings findings) {
        Status status = limit.add(usage.percent(), degradedAt, downAt);
        if (status != Status.UP) {
            findings.add(
                    status,
                    "%s is at %s%% of %s in the last %d runs, limit %s%%"
                            .formatted(
                                    what,
                                    usage.percent(),
                                    Format.bytes(usage.limitBytes()),
                                    samples,
                                    status == Status.DOWN ? downAt : degradedAt));
        }
    }

    private void judge(CgroupMemory.Reading group, Findings findings) {
        if (group.limitBytes() > 0) {
            var usage = new HeapAfterGc.Usage(group.workingSetBytes(), group.limitBytes());
            judge("container memory", usage, containerLimit, findings);
        }
        group.oomKills().ifPresent(kills -> judgeKills(kills, findings));
        double pressure = group.fullPressurePercent().orElse(0);
        if (pressure >= pressureAt) {
            findings.add(
                    Status.DEGRADED,
                    "memory pressure stopped everything for %s%% of the last minute, limit %s%%"
                            .formatted(pressure, pressureAt));
        }
    }

    /** Kills from before the first run are another process' story. */
    private void judgeKills(long kills, Findings findings) {
        if (knownKills >= 0 && kills > knownKills) {
            recentKills = kills - knownKills;
            alarmedRuns = samples;
        }
        knownKills = kills;
        if (alarmedRuns > 0) {
            alarmedRuns--;
            findings.add(
                    Status.DEGRADED,
                    "the kernel killed %d processes of this container for want of memory"
                            .formatted(recentKills));
        }
    }

    private static Health with(Health health, HeapAfterGc.Usage left) {
        return health.with("heapAfterGcBytes", left.usedBytes())
                .with("heapMaxBytes", left.limitBytes())
                .with("heapAfterGcPercent", left.percent());
    }

    private static Health with(Health health, CgroupMemory.Reading group) {
        Health more =
                health.with("cgroupVersion", group.version())
                        .with("containerWorkingSetBytes", group.workingSetBytes());
        if (group.limitBytes() > 0) {
            more =
                    more.with("containerLimitBytes", group.limitBytes())
                            .with("containerPercent", group.percent());
        }
        if (group.oomKills().isPresent()) {
            more = more.with("oomKills", group.oomKills().getAsLong());
        }
        return group.fullPressurePercent().isPresent()
                ? more.with("fullPressurePercent", group.fullPressurePercent().getAsDouble())
                : more;
    }

    /** Options of a {@link MemoryCheck}. Not thread-safe. */
    public static final class Builder {
        private double degradedAt = 80;
        private double downAt = 90;
        private double pressureAt = 10;
        private int samples = 3;
        private Path root = Path.of("/");
        private Supplier<Optional<HeapAfterGc.Usage>> heap = HeapAfterGc::read;

        private Builder() {}

        /**
         * Sets the share of the heap or of the container's limit that is DEGRADED.
         *
         * @param percent over 0, at most 100; default 80
         * @return this
         * @throws IllegalArgumentException if the share is outside its range
         */
        public Builder degradedAtPercent(double percent) {
            this.degradedAt = Require.percent("degradedAtPercent", percent);
            return this;
        }

        /**
         * Sets the share of the heap or of the container's limit that is DOWN.
         *
         * @param percent over 0, at most 100; default 90
         * @return this
         * @throws IllegalArgumentException if the share is outside its range
         */
        public Builder downAtPercent(double percent) {
            this.downAt = Require.percent("downAtPercent", percent);
            return this;
        }

        /**
         * Sets the share of the last minute, lost by all tasks of the container to memory pressure
         * (PSI, "full avg60"), that is DEGRADED.
         *
         * @param percent over 0, at most 100; default 10
         * @return this
         * @throws IllegalArgumentException if the share is outside its range
         */
        public Builder pressureAtPercent(double percent) {
            this.pressureAt = Require.percent("pressureAtPercent", percent);
            return this;
        }

        /**
         * Sets in how many runs in a row a limit must be passed.
         *
         * @param samples 1 to 1,000; default 3
         * @return this
         * @throws IllegalArgumentException if the number is outside its range
         */
        public Builder samples(int samples) {
            this.samples = Require.between("samples", 1, 1_000, samples);
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         * @throws IllegalArgumentException if degradedAtPercent is over downAtPercent
         */
        public MemoryCheck build() {
            Require.argument(
                    degradedAt <= downAt,
                    "degradedAtPercent must be at most downAtPercent (%s), but was %s"
                            .formatted(downAt, degradedAt));
            return new MemoryCheck(this);
        }

        Builder root(Path root) {
            this.root = root;
            return this;
        }

        Builder heap(Supplier<Optional<HeapAfterGc.Usage>> heap) {
            this.heap = heap;
            return this;
        }
    }
}
