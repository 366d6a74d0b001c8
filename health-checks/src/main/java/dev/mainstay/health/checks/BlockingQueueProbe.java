// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a queue in this process, such as {@code ThreadPoolExecutor.getQueue()}: its size, and
 * the age of its head when items tell when they were put in.
 *
 * <pre>{@code
 * BlockingQueueProbe.builder(queue).enqueuedAt(Job::createdAt).build()
 * }</pre>
 *
 * <p>Does not wait. Thread-safe.
 */
public final class BlockingQueueProbe implements QueueProbe {
    private final QueueProbe probe;

    private BlockingQueueProbe(QueueProbe probe) {
        this.probe = probe;
    }

    /**
     * Looks at the depth alone.
     *
     * @param queue the queue
     * @return the probe
     */
    public static BlockingQueueProbe of(BlockingQueue<?> queue) {
        return builder(queue).build();
    }

    /**
     * Begins a probe with options.
     *
     * @param queue the queue
     * @param <T> what it holds
     * @return a builder
     */
    public static <T> Builder<T> builder(BlockingQueue<T> queue) {
        return new Builder<>(requireNonNull(queue, "queue"));
    }

    @Override
    public QueueReading read() throws Exception {
        return probe.read();
    }

    /**
     * Options of a {@link BlockingQueueProbe}. Not thread-safe.
     *
     * @param <T> what the queue holds
     */
    public static final class Builder<T> {
        private final BlockingQueue<T> queue;
        private @Nullable Function<? super T, Instant> enqueuedAt;
        private @Nullable BlockingQueue<?> deadLetters;
        private InstantSource clock = InstantSource.system();

        private Builder(BlockingQueue<T> queue) {
            this.queue = queue;
        }

        /**
         * Sets how to tell when an item was put in; asked of the head alone.
         *
         * @param enqueuedAt from an item to its time; default: ages are not known
         * @return this
         */
        public Builder<T> enqueuedAt(Function<? super T, Instant> enqueuedAt) {
            this.enqueuedAt = requireNonNull(enqueuedAt, "enqueuedAt");
            return this;
        }

        /**
         * Sets the queue of the items that were given up.
         *
         * @param deadLetters the queue; default: their number is not known
         * @return this
         */
        public Builder<T> deadLetters(BlockingQueue<?> deadLetters) {
            this.deadLetters = requireNonNull(deadLetters, "deadLetters");
            return this;
        }

        /**
         * Builds the probe.
         *
         * @return the probe
         */
        public BlockingQueueProbe build() {
            BlockingQueue<T> items = queue;
            BlockingQueue<?> givenUp = deadLetters;
            Function<? super T, Instant> time = enqueuedAt;
            InstantSource now = clock;
            return new BlockingQueueProbe(
                    () -> {
                        QueueReading reading = QueueReading.of(items.size());
                        T head = time == null ? null : items.peek();
                        if (time != null && head != null) {
                            reading = reading.oldestAge(age(time.apply(head), now.instant()));
                        }
                        return givenUp == null ? reading : reading.deadLetters(givenUp.size());
                    });
        }

        Builder<T> clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }
    }

    /** Clocks of two hosts differ: an item from the future has waited for no time. */
    static Duration age(Instant from, Instant now) {
        Duration age = Duration.between(from, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
