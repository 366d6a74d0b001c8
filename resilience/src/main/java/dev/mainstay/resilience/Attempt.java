// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One attempt of a call, as the call sees it.
 *
 * <pre>{@code
 * retrier.call(attempt -> client.get(uri, attempt.timeout(ofSeconds(2))))
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Attempt {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final int number;
    private final long startedAt;
    private final long deadlineNanos;
    private final LongSupplier nanoTime;

    Attempt(int number, long startedAt, long deadlineNanos, LongSupplier nanoTime) {
        this.number = number;
        this.startedAt = startedAt;
        this.deadlineNanos = deadlineNanos;
        this.nanoTime = nanoTime;
    }

    /**
     * One attempt's work.
     *
     * @param <T> what the call returns
     */
    @FunctionalInterface
    public interface Task<T> {
        /**
         * Makes the attempt.
         *
         * @param attempt which attempt it is
         * @return what the call returns
         * @throws Exception if the attempt failed
         */
        T call(Attempt attempt) throws Exception;
    }

    /**
     * Returns the number of the attempt.
     *
     * @return 1 for the first
     */
    public int number() {
        return number;
    }

    /**
     * Tells how much time is left.
     *
     * @return the time to the deadline, zero when it has passed; empty if there is none
     */
    public Optional<Duration> remaining() {
        return deadlineNanos == Long.MAX_VALUE ? Optional.empty() : Optional.of(left());
    }

    /**
     * Returns the timeout to hand to the client: its usual one, or less if the deadline is nearer.
     *
     * @param usual the client's usual timeout
     * @return the shorter of the two, at least 1 ms, as clients take zero for no timeout
     */
    public Duration timeout(Duration usual) {
        requireNonNull(usual, "usual");
        Duration left = deadlineNanos == Long.MAX_VALUE ? usual : left();
        Duration shorter = left.compareTo(usual) < 0 ? left : usual;
        return shorter.compareTo(MILLISECOND) < 0 ? MILLISECOND : shorter;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - (nanoTime.getAsLong() - startedAt)));
    }
}
