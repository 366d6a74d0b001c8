// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link QueueProbe} saw of a queue at one moment: how many items wait, and where it is
 * known, how old the oldest is and how many were given up.
 *
 * <pre>{@code
 * QueueReading.of(depth).oldestAge(Duration.ofSeconds(12)).deadLetters(0)
 * }</pre>
 *
 * <p>Immutable.
 */
public final class QueueReading {
    private final long depth;
    private final @Nullable Duration oldestAge;
    private final long deadLetters;

    private QueueReading(long depth, @Nullable Duration oldestAge, long deadLetters) {
        this.depth = depth;
        this.oldestAge = oldestAge;
        this.deadLetters = deadLetters;
    }

    /**
     * A queue of which only the depth is known.
     *
     * @param depth how many items wait; 0 or more
     * @return the reading
     * @throws IllegalArgumentException if the depth is negative
     */
    public static QueueReading of(long depth) {
        return new QueueReading(Require.notNegative("depth", depth), null, -1);
    }

    /**
     * This reading, with the age of the item that waits longest.
     *
     * @param oldestAge how long it has waited; 0 or more
     * @return a new reading
     * @throws IllegalArgumentException if the age is negative
     */
    public QueueReading oldestAge(Duration oldestAge) {
        return new QueueReading(depth, Require.notNegative("oldestAge", oldestAge), deadLetters);
    }

    /**
     * This reading, with the number of items that were given up.
     *
     * @param deadLetters how many; 0 or more
     * @return a new reading
     * @throws IllegalArgumentException if the number is negative
     */
    public QueueReading deadLetters(long deadLetters) {
        return new QueueReading(depth, oldestAge, Require.notNegative("deadLetters", deadLetters));
    }

    /**
     * Returns how many items wait.
     *
     * @return the depth, 0 or more
     */
    public long depth() {
        return depth;
    }

    /**
     * Returns how long the oldest item has waited.
     *
     * @return the age; empty if it is not known, or nothing waits
     */
    public Optional<Duration> oldestAge() {
        return Optional.ofNullable(oldestAge);
    }

    /**
     * Returns how many items were given up.
     *
     * @return the number; empty if it is not known
     */
    public OptionalLong deadLetters() {
        return deadLetters < 0 ? OptionalLong.empty() : OptionalLong.of(deadLetters);
    }

    @Override
    public String toString() {
        return "depth=" + depth + ", oldestAge=" + oldestAge + ", deadLetters=" + deadLetters;
    }
}
