// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import dev.mainstay.internal.Require;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When the circuit opens: so many percent of the calls in a window failed, or of them were slow.
 * The window's size is in calls, or in seconds if it is {@code timed}; 0 {@code minimumCalls} or
 * {@code slowPercent} are not set.
 */
public record OpeningRule(
        int percent,
        boolean timed,
        int size,
        boolean inARow,
        int minimumCalls,
        Duration slowerThan,
        int slowPercent) {

    /** A call is never slower than this; resilience4j's default would open after 60 s ones. */
    public static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    /** The state machine keeps the open time. */
    private static final long CENTURY_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    /**
     * The state machine counts HALF_OPEN. Calls let through while CLOSED may end there, between the
     * look at the state and the counting. With so many needed they rarely decide anything; if they
     * do, as resilience4j needs no more than {@code minimumCalls}, HALF_OPEN is resumed.
     */
    private static final int HALF_OPEN_WINDOW = 128;

    private static final int DEFAULT_MINIMUM_CALLS = 5;

    /** Says to resilience4j what it is to count, and switches off what it is not to decide. */
    public CircuitBreakerConfig config(LongSupplier nanoTime) {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(percent)
                .slidingWindowType(
                        timed ? SlidingWindowType.TIME_BASED : SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(size)
                .minimumNumberOfCalls(neededCalls())
                .slowCallRateThreshold(slowPercent == 0 ? 100 : slowPercent)
                .slowCallDurationThreshold(slowerThan)
                .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_WINDOW)
                .waitIntervalFunctionInOpenState(opening -> CENTURY_MILLIS)
                .clock(clock(nanoTime))
                .currentTimestampFunction(clock -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
                .build();
    }

    private int neededCalls() {
        if (inARow) {
            Require.argument(
                    minimumCalls == 0,
                    "minimumCalls needs a failureRate, but failuresInARow is " + size);
            // resilience4j takes the window's size if that is less, in each state for itself.
            return Integer.MAX_VALUE;
        }
        Require.argument(
                timed || minimumCalls <= size,
                "minimumCalls must not be more than the window of %d calls, but was %d"
                        .formatted(size, minimumCalls));
        if (minimumCalls != 0) {
            return minimumCalls;
        }
        return timed ? DEFAULT_MINIMUM_CALLS : Math.min(DEFAULT_MINIMUM_CALLS, size);
    }

    /** A clock that follows the ticker: a step of the wall clock must not stretch a time window. */
    private static Clock clock(LongSupplier nanoTime) {
        Instant base = Instant.now();
        long start = nanoTime.getAsLong();
        InstantSource source = () -> base.plusNanos(nanoTime.getAsLong() - start);
        return source.withZone(ZoneOffset.UTC);
    }
}
