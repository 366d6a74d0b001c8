// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait after a failed attempt.
 *
 * <p>Those made here take the same time at any attempt, do not overflow, and the ones with jitter
 * are still jittered at their cap: a thousand clients that have all reached it do not call in step.
 *
 * <pre>{@code
 * Backoff.fullJitter(ofMillis(100), ofSeconds(10))
 * }</pre>
 *
 * <p>Implementations are called from many threads at once, and keep no state.
 */
@FunctionalInterface
public interface Backoff {
    /**
     * Returns the wait after an attempt.
     *
     * @param attempt the number of the attempt that failed, from 1
     * @param previous the wait before that attempt; zero for the first
     * @return the wait, not negative
     */
    Duration delay(int attempt, Duration previous);

    /**
     * The same wait every time.
     *
     * @param delay 0 to 1 day
     * @return the backoff
     * @throws IllegalArgumentException if the delay is outside its range
     */
    static Backoff fixed(Duration delay) {
        Require.between("delay", Duration.ZERO, Backoffs.DAY, delay);
        return (attempt, previous) -> delay;
    }

    /**
     * Doubles from {@code base} up to {@code cap}, without jitter: for a lone client only.
     *
     * @param base the first wait, 1 ms to 1 day
     * @param cap the longest wait, {@code base} to 1 day
     * @return the backoff
     * @throws IllegalArgumentException if a duration is outside its range
     */
    static Backoff exponential(Duration base, Duration cap) {
        return Backoffs.exponential(base, cap);
    }

    /**
     * Anything from zero to the exponential wait: the least load for a service that recovers.
     *
     * @param base the first upper bound, 1 ms to 1 day
     * @param cap the last upper bound, {@code base} to 1 day
     * @return the backoff
     * @throws IllegalArgumentException if a duration is outside its range
     */
    static Backoff fullJitter(Duration base, Duration cap) {
        return Backoffs.fullJitter(base, cap, ThreadLocalRandom::current);
    }

    /**
     * Half of the exponential wait, and anything up to the other half: never very short.
     *
     * @param base the first upper bound, 1 ms to 1 day
     * @param cap the last upper bound, {@code base} to 1 day
     * @return the backoff
     * @throws IllegalArgumentException if a duration is outside its range
     */
    static Backoff equalJitter(Duration base, Duration cap) {
        return Backoffs.equalJitter(base, cap, ThreadLocalRandom::current);
    }

    /**
     * Anything from {@code base} to three times the previous wait, at most {@code cap}.
     *
     * @param base the least wait, 1 ms to 1 day
     * @param cap the longest wait, {@code base} to 1 day
     * @return the backoff
     * @throws IllegalArgumentException if a duration is outside its range
     */
    static Backoff decorrelatedJitter(Duration base, Duration cap) {
        return Backoffs.decorrelatedJitter(base, cap, ThreadLocalRandom::current);
    }
}
