// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.GaveUp.Reason;
import dev.mainstay.resilience.RetrierBuilder.Settings;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that has failed at least once: it decides about the next attempt, and has resilience4j
 * count and tell what was decided. Used by one thread at a time.
 */
final class RetryCall {
    private static final Log LOG = Log.of(Retrier.class);

    /** What a retrier counts, all of it off the path of a call that succeeds at once. */
    static final class Counters {
        final LongAdder retries = new LongAdder();
        private final LongAdder[] gaveUp = new LongAdder[Reason.values().length];

        Counters() {
            for (int i = 0; i < gaveUp.length; i++) {
                gaveUp[i] = new LongAdder();
            }
        }

        LongAdder gaveUp(Reason reason) {
            return gaveUp[reason.ordinal()];
        }
    }

    private final Settings settings;
    private final Counters counters;
    private final Retry.AsyncContext<Object> context;
    private final @Nullable Breaker breaker;
    private final long startedAt;
    private final boolean onCallersThread;
    private int attempts;
    private Duration delay = Duration.ZERO;
    private @Nullable Throwable real;

    RetryCall(
            Settings settings,
            Counters counters,
            Retry.AsyncContext<Object> context,
            @Nullable Breaker breaker,
            long startedAt,
            boolean onCallersThread) {
        this.settings = settings;
        this.counters = counters;
        this.context = context;
        this.breaker = breaker;
        this.startedAt = startedAt;
        this.onCallersThread = onCallersThread;
    }

    /** Returns the next attempt, as listeners are told of it. */
    Attempt next() {
        return new Attempt(attempts + 1, startedAt, settings.deadlineNanos(), settings.nanoTime());
    }

    /** Takes a failure; returns the nanoseconds to wait, or -1 when {@link #error()} is the end. */
    long failed(Throwable thrown) {
        attempts++;
        Throwable error = Throwables.unwrap(thrown);
        RetryBudget budget = settings.budget();
        if (budget != null && attempts == 1 && isRefusal(error)) {
            budget.refund();
        }
        if (real == null || !isRefusal(error)) {
            real = thrown;
        }
        boolean retryable = isRetryable(error);
        Reason reason = retryable ? decide(error) : Reason.NOT_RETRYABLE;
        long nanos = reason == null ? Durations.nanos(delay) : -1;
        tell(error, retryable, nanos);
        if (reason != null) {
            giveUp(reason, error);
        } else {
            counters.retries.increment();
        }
        return nanos;
    }

    /** Takes that the wait was interrupted; called in place of the next attempt. */
    void interrupted(InterruptedException interrupt) {
        giveUp(Reason.INTERRUPTED, interrupt);
    }

    void succeeded() {
        complete(settings.name(), context);
    }

    /** Returns the last error that was not a mere refusal. */
    Throwable error() {
        Throwable error = real;
        return error == null ? new IllegalStateException("nothing has failed") : error;
    }

    /** Counts a success where resilience4j counts it; what its listeners throw changes nothing. */
    @SuppressWarnings("CatchThrowable")
    static void complete(String name, Retry.AsyncContext<?> context) {
        try {
            context.onComplete();
        } catch (Throwable broken) {
            LOG.warn("a listener of retry '{}' threw", name, broken);
        }
    }

    private void giveUp(Reason reason, Throwable last) {
        Throwable error = error();
        if (onCallersThread && last instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        counters.gaveUp(reason).increment();
        // The cause of a refusal may be the very error: no circle.
        Throwable cause = Throwables.leadsTo(last, Throwables.unwrap(error)) ? null : last;
        Throwables.suppress(
                error, new GaveUp(settings.name(), reason, attempts, numbers(reason), cause));
    }

    /** Returns the numbers that the reason was weighed by, for people. */
    private String numbers(Reason reason) {
        String wait = Durations.seconds(delay);
        return switch (reason) {
            case HINT ->
                    " (the server asked for %s, maxHint is %s)"
                            .formatted(wait, Durations.seconds(settings.maxHint()));
            case DEADLINE ->
                    " (a wait of %s and %s for the attempt, with %s left)"
                            .formatted(
                                    wait,
                                    Durations.seconds(settings.attemptNanos()),
                                    Durations.seconds(
                                            Math.max(0, settings.deadlineNanos() - elapsed())));
            default -> "";
        };
    }

    private long elapsed() {
        return settings.nanoTime().getAsLong() - startedAt;
    }

    /** Looks for a reason to give up, in their order; returns null to go on, with the delay set. */
    private @Nullable Reason decide(Throwable error) {
        boolean flagged = onCallersThread && Thread.currentThread().isInterrupted();
        if (flagged || error instanceof InterruptedException) {
            return Reason.INTERRUPTED;
        }
        if (attempts >= settings.attempts()) {
            return Reason.ATTEMPTS;
        }
        if (ask(settings.stopWhen()::getAsBoolean, true)) {
            return Reason.STOPPED;
        }
        if (isRefusal(error) || (breaker != null && breaker.refuses())) {
            return Reason.BREAKER_OPEN;
        }
        return plan(error);
    }

    private @Nullable Reason plan(Throwable error) {
        Duration none = Duration.ofNanos(-1);
        Duration wait = ask(() -> settings.backoff().delay(attempts, delay, error), none);
        if (wait.isNegative()) {
            return Reason.BACKOFF;
        }
        Optional<Duration> noHint = Optional.empty();
        Duration hint = ask(() -> settings.hint().delay(error), noHint).orElse(Duration.ZERO);
        if (hint.compareTo(settings.maxHint()) > 0) {
            delay = hint;
            return Reason.HINT;
        }
        delay = hint.compareTo(wait) > 0 ? hint : wait;
        if (!fits(Durations.nanos(delay))) {
            return Reason.DEADLINE;
        }
        RetryBudget budget = settings.budget();
        return budget == null || budget.withdraw() ? null : Reason.BUDGET;
    }

    private boolean fits(long wait) {
        if (settings.deadlineNanos() == Long.MAX_VALUE) {
            return true;
        }
        long needed = Durations.plus(Durations.plus(elapsed(), wait), settings.attemptNanos());
        return needed <= settings.deadlineNanos();
    }

    /** Asks the predicate, but not for interrupts and refusals, which have reasons of their own. */
    private boolean isRetryable(Throwable error) {
        return error instanceof InterruptedException
                || isRefusal(error)
                || ask(() -> settings.retryOn().test(error), false);
    }

    /** Asks the user's code; if it throws, the error carries that. */
    @SuppressWarnings({"CatchThrowable", "ConstantValue"})
    private <V> V ask(Supplier<V> code, V otherwise) {
        try {
            V answer = code.get();
            return answer == null ? otherwise : answer;
        } catch (Throwable broken) {
            Throwables.suppress(error(), broken);
            return otherwise;
        }
    }

    /** Keeps resilience4j's events and counters; what its listeners throw changes nothing. */
    @SuppressWarnings("CatchThrowable")
    private void tell(Throwable error, boolean retryable, long nanos) {
        long millis = nanos < 0 ? -1 : nanos / Durations.MILLISECOND;
        Decision.CURRENT.set(new Decision(retryable, millis));
        try {
            long unused =
                    context.onError(
                            Throwables.isWrapper(error)
                                    ? new IllegalStateException("wrapped", error)
                                    : error);
        } catch (Throwable broken) {
            LOG.warn("a listener of retry '{}' threw", settings.name(), broken);
        } finally {
            Decision.CURRENT.remove();
        }
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof BreakerOpenException || error instanceof CallNotPermittedException;
    }

    /** The wrapper decides; resilience4j asks what was decided, or decides alike on its own. */
    static RetryConfig config(Settings settings) {
        return RetryConfig.custom()
                .maxAttempts(settings.attempts())
                .retryOnException(
                        error -> {
                            Decision decision = Decision.CURRENT.get();
                            return decision == null
                                    ? settings.retryOn().test(error)
                                    : decision.retryable();
                        })
                .intervalBiFunction(
                        (attempt, either) -> {
                            Decision decision = Decision.CURRENT.get();
                            return decision == null
                                    ? settings.backoff()
                                            .delay(attempt, Duration.ZERO, either.getLeft())
                                            .toMillis()
                                    : decision.delayMillis();
                        })
                .build();
    }

    /** What was decided, for {@link #config}, which resilience4j asks on the same thread. */
    private record Decision(boolean retryable, long delayMillis) {
        static final ThreadLocal<@Nullable Decision> CURRENT = new ThreadLocal<>();
    }
}
