// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Looks at a queue that is a Redis list, over the application's own Jedis client: LLEN, and LINDEX
 * of the item that is taken next when items tell when they were put in. A key that is not there is
 * an empty queue.
 *
 * <pre>{@code
 * RedisListProbe.builder(jedis, "jobs")
 *     .deadLetters("jobs:dead")
 *     .enqueuedAt(job -> Job.parse(job).createdAt())
 *     .build()
 * }</pre>
 *
 * <p>Takes as long as the client takes. Thread-safe.
 */
@SuppressWarnings("exports") // transitive, Jedis would be asked of those who have none
public final class RedisListProbe implements QueueProbe {
    private final UnifiedJedis client;
    private final String queue;
    private final @Nullable String deadLetters;
    private final @Nullable Function<String, Instant> enqueuedAt;
    private final long next;
    private final InstantSource clock;

    private RedisListProbe(Builder builder) {
        this.client = builder.client;
        this.queue = builder.queue;
        this.deadLetters = builder.deadLetters;
        this.enqueuedAt = builder.enqueuedAt;
        this.next = builder.takenFrom == End.RIGHT ? -1 : 0;
        this.clock = builder.clock;
    }

    /** An end of a list, in Redis' words. Immutable. */
    public enum End {
        /** The head, index 0: LPUSH and LPOP. */
        LEFT,
        /** The tail, index -1: RPUSH and RPOP. */
        RIGHT
    }

    /**
     * Looks at the depth alone.
     *
     * @param client the application's client
     * @param queue the list's key
     * @return the probe
     * @throws IllegalArgumentException if the key is empty
     */
    public static RedisListProbe of(UnifiedJedis client, String queue) {
        return builder(client, queue).build();
    }

    /**
     * Begins a probe with options.
     *
     * @param client the application's client
     * @param queue the list's key
     * @return a builder
     * @throws IllegalArgumentException if the key is empty
     */
    public static Builder builder(UnifiedJedis client, String queue) {
        return new Builder(requireNonNull(client, "client"), Require.text("queue", queue));
    }

    @Override
    public QueueReading read() {
        QueueReading reading = QueueReading.of(client.llen(queue));
        String oldest = enqueuedAt == null ? null : client.lindex(queue, next);
        if (enqueuedAt != null && oldest != null) {
            Instant since = enqueuedAt.apply(oldest);
            reading = reading.oldestAge(BlockingQueueProbe.age(since, clock.instant()));
        }
        return deadLetters == null ? reading : reading.deadLetters(client.llen(deadLetters));
    }

    /** Options of a {@link RedisListProbe}. Not thread-safe. */
    public static final class Builder {
        private final UnifiedJedis client;
        private final String queue;
        private @Nullable String deadLetters;
        private @Nullable Function<String, Instant> enqueuedAt;
        private End takenFrom = End.RIGHT;
        private InstantSource clock = InstantSource.system();

        private Builder(UnifiedJedis client, String queue) {
            this.client = client;
            this.queue = queue;
        }

        /**
         * Sets the end that workers take from; its item is the oldest.
         *
         * @param end the end; default {@link End#RIGHT}, as with LPUSH and RPOP
         * @return this
         */
        public Builder takenFrom(End end) {
            this.takenFrom = requireNonNull(end, "end");
            return this;
        }

        /**
         * Sets how to tell when an item was put in.
         *
         * @param enqueuedAt from an item to its time; default: ages are not known
         * @return this
         */
        public Builder enqueuedAt(Function<String, Instant> enqueuedAt) {
            this.enqueuedAt = requireNonNull(enqueuedAt, "enqueuedAt");
            return this;
        }

        /**
         * Sets the list of the items that were given up.
         *
         * @param key the list's key; default: their number is not known
         * @return this
         * @throws IllegalArgumentException if the key is empty
         */
        public Builder deadLetters(String key) {
            this.deadLetters = Require.text("deadLetters", key);
            return this;
        }

        /**
         * Builds the probe.
         *
         * @return the probe
         */
        public RedisListProbe build() {
            return new RedisListProbe(this);
        }

        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }
    }
}
