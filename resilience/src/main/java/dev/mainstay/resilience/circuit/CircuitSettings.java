// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Text;
import dev.mainstay.internal.Throwables;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What a circuit was built with. {@code limit} says in words when it opens, {@code openTime} makes
 * the nanoseconds of OPEN from the number of openings in a row.
 */
public record CircuitSettings(
        String name,
        Predicate<? super Throwable> ignores,
        String limit,
        Predicate<? super Throwable> countsAsFailure,
        IntToLongFunction openTime,
        int trialCalls,
        long trialTimeoutNanos,
        LongSupplier nanoTime,
        long slowNanos,
        Log log) {

    /** What the end of a call counts as. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        /** Neither: the permit is given back. */
        RELEASED
    }

    /** How long a circuit stays open whose own wait function throws. */
    static final Duration WAIT_AFTER_ERROR = Duration.ofSeconds(60);

    /**
     * What an existing circuit's own configuration says. Its name is anybody's, so it is masked.
     */
    public static CircuitSettings over(CircuitBreaker existing, LongSupplier nanoTime, Log log) {
        CircuitBreakerConfig config = existing.getCircuitBreakerConfig();
        Duration slow = config.getSlowCallDurationThreshold();
        // The default of 60 s is nobody's wish.
        boolean slowIsSet =
                slow.toSeconds() != CircuitBreakerConfig.DEFAULT_SLOW_CALL_DURATION_THRESHOLD;
        return new CircuitSettings(
                Text.oneLine(Masking.mask(existing.getName())),
                config.getIgnoreExceptionPredicate(),
                config.getFailureRateThreshold() + "%",
                config.getRecordExceptionPredicate(),
                opening -> openNanos(config, opening, log),
                config.getPermittedNumberOfCallsInHalfOpenState(),
                Duration.ofMinutes(1).toNanos(),
                nanoTime,
                slowIsSet ? Durations.nanos(slow) : Long.MAX_VALUE,
                log);
    }

    /**
     * The function is the user's: one that throws must not keep a call's result from its caller.
     */
    @SuppressWarnings("CatchThrowable")
    private static long openNanos(CircuitBreakerConfig config, int opening, Log log) {
        try {
            return TimeUnit.MILLISECONDS.toNanos(
                    config.getWaitIntervalFunctionInOpenState().apply(opening));
        } catch (Throwable broken) {
            log.warn(
                    "the wait function of an existing circuit threw; it stays open for 60s",
                    broken);
            return WAIT_AFTER_ERROR.toNanos();
        }
    }

    /** Asks the predicates; one that throws makes a failure, and is a note on what was thrown. */
    @SuppressWarnings("CatchThrowable")
    Outcome outcomeOf(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            return Outcome.RELEASED;
        }
        try {
            if (ignores.test(thrown)) {
                return Outcome.RELEASED;
            }
            return countsAsFailure.test(thrown) ? Outcome.FAILURE : Outcome.SUCCESS;
        } catch (Throwable broken) {
            Throwables.suppress(thrown, broken);
            return Outcome.FAILURE;
        }
    }

    /** What opened the circuit, for people. */
    String describe(Metrics counted) {
        int slow = counted.getNumberOfSlowCalls();
        return "%d of last %d calls failed%s, limit %s"
                .formatted(
                        counted.getNumberOfFailedCalls(),
                        counted.getNumberOfBufferedCalls(),
                        slow == 0 ? "" : ", " + slow + " slow",
                        limit);
    }
}
