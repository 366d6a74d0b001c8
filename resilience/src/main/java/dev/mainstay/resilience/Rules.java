// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.resilience.BreakerBuilder.Rule;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says to resilience4j what it is to count, and switches off what it is not to decide. */
final class Rules {
    private static final Log LOG = Log.of(Breaker.class);

    /** A call is never slower than this; resilience4j's default would open after 60 s ones. */
    static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    /** The open time is kept by the wrapper. */
    private static final long CENTURY_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    /**
     * The wrapper counts HALF_OPEN. Outcomes of a CLOSED round may slip in there, between the look
     * at the round and the counting. With so many needed they rarely decide anything; if they do,
     * as resilience4j needs no more than {@code minimumCalls}, the round of trials is resumed.
     */
    private static final int HALF_OPEN_WINDOW = 128;

    /** How long a circuit stays open whose own wait function throws. */
    static final Duration BROKEN_WAIT = Duration.ofSeconds(60);

    private static final int DEFAULT_MINIMUM_CALLS = 5;

    private Rules() {}

    static CircuitBreakerConfig config(BreakerBuilder given) {
        Rule rule = given.rule;
        LongSupplier nanoTime = given.nanoTime;
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(rule.percent())
                .slidingWindowType(
                        rule.window().timed
                                ? SlidingWindowType.TIME_BASED
                                : SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(rule.window().size)
                .minimumNumberOfCalls(minimumCalls(given))
                .slowCallRateThreshold(given.slowPercent == 0 ? 100 : given.slowPercent)
                .slowCallDurationThreshold(given.slowerThan)
                .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_WINDOW)
                .waitIntervalFunctionInOpenState(round -> CENTURY_MILLIS)
                .clock(new TickerClock(nanoTime))
                .currentTimestampFunction(clock -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
                .build();
    }

    private static int minimumCalls(BreakerBuilder given) {
        Window window = given.rule.window();
        if (given.rule.inARow()) {
            if (given.minimumCalls != 0) {
                throw new IllegalArgumentException(
                        "minimumCalls needs a failureRate, but failuresInARow is " + window.size);
            }
            // resilience4j takes the window's size if that is less, in each state for itself.
            return Integer.MAX_VALUE;
        }
        if (given.minimumCalls == 0) {
            return window.timed
                    ? DEFAULT_MINIMUM_CALLS
                    : Math.min(DEFAULT_MINIMUM_CALLS, window.size);
        }
        if (!window.timed && given.minimumCalls > window.size) {
            throw new IllegalArgumentException(
                    "minimumCalls must not be more than the window of %d calls, but was %d"
                            .formatted(window.size, given.minimumCalls));
        }
        return given.minimumCalls;
    }

    static String limit(BreakerBuilder given) {
        Rule rule = given.rule;
        String limit =
                rule.inARow()
                        ? rule.window().size + " in a row"
                        : rule.percent() + "% of the " + rule.window();
        return given.slowPercent == 0
                ? limit
                : "%s or %d%% slower than %s".formatted(limit, given.slowPercent, given.slowerThan);
    }

    /** What an existing circuit's own configuration says. */
    static BreakerSettings of(CircuitBreaker existing) {
        CircuitBreakerConfig config = existing.getCircuitBreakerConfig();
        Duration slow = config.getSlowCallDurationThreshold();
        // The default of 60 s is nobody's wish.
        boolean slowIsSet =
                slow.toSeconds() != CircuitBreakerConfig.DEFAULT_SLOW_CALL_DURATION_THRESHOLD;
        return new BreakerSettings(
                existing.getName(),
                config.getFailureRateThreshold() + "%",
                new Outcomes(
                        config.getRecordExceptionPredicate(), config.getIgnoreExceptionPredicate()),
                round -> openNanos(config, round),
                config.getPermittedNumberOfCallsInHalfOpenState(),
                Duration.ofMinutes(1).toNanos(),
                slowIsSet ? Durations.nanos(slow) : Long.MAX_VALUE,
                System::nanoTime);
    }

    /**
     * The function is the user's: one that throws must not keep a call's result from its caller.
     */
    @SuppressWarnings("CatchThrowable")
    private static long openNanos(CircuitBreakerConfig config, int round) {
        try {
            return TimeUnit.MILLISECONDS.toNanos(
                    config.getWaitIntervalFunctionInOpenState().apply(round));
        } catch (Throwable broken) {
            LOG.warn(
                    "the wait function of an existing circuit threw; it stays open for 60s",
                    broken);
            return BROKEN_WAIT.toNanos();
        }
    }
}
