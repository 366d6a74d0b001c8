// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue's backlog: DEGRADED at 1,000 items, when the oldest has waited for 5 minutes, or when one
 * was given up. A deep queue is not DOWN unless a limit for that is set, because taking an instance
 * out of service empties no queue; a queue that cannot be looked at is.
 *
 * <p>With the queue's {@link WorkerRegistry} it also finds consumers that have lost their queue: if
 * for a minute items wait, do not get fewer, and no job runs or begins, it is DEGRADED while
 * workers say that they wait for something, and DOWN if they say nothing.
 *
 * <pre>{@code
 * QueueCheck.builder(RedisListProbe.of(jedis, "jobs")).workers(workers).build()
 * }</pre>
 *
 * <p>Takes as long as the probe takes. Thread-safe.
 */
public final class QueueCheck implements HealthCheck {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final QueueProbe probe;
    private final Limits<Long> depth;
    private final Limits<Duration> age;
    private final long deadLetters;
    private final QueueMotion motion;

    private QueueCheck(Builder builder) {
        this.probe = builder.probe;
        this.depth = new Limits<>(builder.depthDegraded, builder.depthDown);
        this.age = new Limits<>(builder.ageDegraded, builder.ageDown);
        this.deadLetters = builder.deadLetters;
        this.motion = new QueueMotion(builder.workers, builder.stalledAfter, builder.nanoTime);
    }

    /** Two thresholds for one measure. */
    private record Limits<T extends Comparable<T>>(T degraded, T down) {
        Status judge(T value) {
            if (value.compareTo(down) >= 0) {
                return Status.DOWN;
            }
            return value.compareTo(degraded) >= 0 ? Status.DEGRADED : Status.UP;
        }

        T passed(Status status) {
            return status == Status.DOWN ? down : degraded;
        }
    }

    /**
     * Checks with the default limits.
     *
     * @param probe looks at the queue
     * @return the check
     */
    public static QueueCheck of(QueueProbe probe) {
        return builder(probe).build();
    }

    /**
     * Begins a check with options.
     *
     * @param probe looks at the queue
     * @return a builder
     */
    public static Builder builder(QueueProbe probe) {
        return new Builder(requireNonNull(probe, "probe"));
    }

    @Override
    public Health check() throws Exception {
        QueueReading reading = requireNonNull(probe.read(), "the probe's reading");
        var findings = new Findings();
        judge(reading, findings);
        QueueMotion.Change change = motion.add(reading.depth());
        motion.judge(change, reading.depth(), findings);
        return change.addTo(measured(findings.health(), reading));
    }

    private void judge(QueueReading reading, Findings findings) {
        Status deep = depth.judge(reading.depth());
        if (deep != Status.UP) {
            findings.add(
                    deep, "%d items wait, limit %d".formatted(reading.depth(), depth.passed(deep)));
        }
        Duration oldest = reading.oldestAge().orElse(Duration.ZERO);
        Status old = age.judge(oldest);
        if (old != Status.UP) {
            findings.add(
                    old,
                    "the oldest item has waited for %s, limit %s"
                            .formatted(
                                    Durations.seconds(oldest), Durations.seconds(age.passed(old))));
        }
        long dead = reading.deadLetters().orElse(0);
        if (dead >= deadLetters) {
            findings.add(
                    Status.DEGRADED,
                    "%d items were given up, limit %d".formatted(dead, deadLetters));
        }
    }

    private static Health measured(Health health, QueueReading reading) {
        Health measured = health.with("depth", reading.depth());
        if (reading.oldestAge().isPresent()) {
            measured = measured.with("oldestAgeSeconds", reading.oldestAge().get().toSeconds());
        }
        return reading.deadLetters().isPresent()
                ? measured.with("deadLetters", reading.deadLetters().getAsLong())
                : measured;
    }

    /** Options of a {@link QueueCheck}. Not thread-safe. */
    public static final class Builder {
        private final QueueProbe probe;
        private long depthDegraded = 1_000;
        private long depthDown = NEVER;
        private Duration ageDegraded = Duration.ofMinutes(5);
        private Duration ageDown = FOREVER;
        private long deadLetters = 1;
        private @Nullable WorkerRegistry workers;
        private Duration stalledAfter = Duration.ofMinutes(1);
        private LongSupplier nanoTime = System::nanoTime;

        private Builder(QueueProbe probe) {
            this.probe = probe;
        }

        /**
         * Sets the depth that is DEGRADED.
         *
         * @param items 1 or more; default 1,000
         * @return this
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder degradedAtDepth(long items) {
            this.depthDegraded = Require.positive("degradedAtDepth", items);
            return this;
        }

        /**
         * Sets the depth that is DOWN.
         *
         * @param items 1 or more; default: no depth is
         * @return this
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder downAtDepth(long items) {
            this.depthDown = Require.positive("downAtDepth", items);
            return this;
        }

        /**
         * Sets the age of the oldest item that is DEGRADED.
         *
         * @param age positive, at most 365 days; default 5 min
         * @return this
         * @throws IllegalArgumentException if the duration is outside its range
         */
        public Builder degradedAtAge(Duration age) {
            this.ageDegraded = DurationLimit.of("degradedAtAge", age);
            return this;
        }

        /**
         * Sets the age of the oldest item that is DOWN.
         *
         * @param age positive, at most 365 days; default: no age is
         * @return this
         * @throws IllegalArgumentException if the duration is outside its range
         */
        public Builder downAtAge(Duration age) {
            this.ageDown = DurationLimit.of("downAtAge", age);
            return this;
        }

        /**
         * Sets how many items that were given up are DEGRADED.
         *
         * @param items 1 or more; default 1
         * @return this
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder degradedAtDeadLetters(long items) {
            this.deadLetters = Require.positive("degradedAtDeadLetters", items);
            return this;
        }

        /**
         * Sets the workers of this queue, to see whether items wait while workers are idle. Fit for
         * a queue that this process alone consumes.
         *
         * @param workers the registry; default: not looked at
         * @return this
         */
        public Builder workers(WorkerRegistry workers) {
            this.workers = requireNonNull(workers, "workers");
            return this;
        }

        /**
         * Sets for how long items may wait while workers are idle.
         *
         * @param stalledAfter positive, at most 365 days; default 1 min
         * @return this
         * @throws IllegalArgumentException if the duration is outside its range
         */
        public Builder stalledAfter(Duration stalledAfter) {
            this.stalledAfter = DurationLimit.of("stalledAfter", stalledAfter);
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         * @throws IllegalArgumentException if a limit for DEGRADED is over its limit for DOWN
         */
        public QueueCheck build() {
            Require.argument(
                    depthDegraded <= depthDown,
                    "degradedAtDepth must be at most downAtDepth (%d), but was %d"
                            .formatted(depthDown, depthDegraded));
            Require.argument(
                    ageDegraded.compareTo(ageDown) <= 0,
                    "degradedAtAge must be at most downAtAge (%s), but was %s"
                            .formatted(ageDown, ageDegraded));
            return new QueueCheck(this);
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }
    }
}
