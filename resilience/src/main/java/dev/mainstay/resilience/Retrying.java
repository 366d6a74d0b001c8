// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.GaveUp.Reason;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call that has failed at least once: what to do next. Used by one thread at a time. */
final class Retrying {
    private static final Log LOG = Log.of(Retrier.class);

    private final RetrySettings settings;
    private final RetryCounters counters;
    private final Retry.AsyncContext<Object> context;
    private final @Nullable Breaker breaker;
    private final long startedAt;
    private final boolean onCallersThread;
    private int attempts;
    private Duration delay = Duration.ZERO;
    private @Nullable Throwable real;

    Retrying(Retrier retrier, @Nullable Breaker breaker, long startedAt, boolean onCallersThread) {
        this.settings = retrier.settings();
        this.counters = retrier.counters();
        this.context = retrier.unwrap().asyncContext();
        this.breaker = breaker;
        this.startedAt = startedAt;
        this.onCallersThread = onCallersThread;
    }

    /** The next attempt, as it is told. */
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

    /** The wait was interrupted. */
    void interrupted(InterruptedException interrupt) {
        giveUp(Reason.INTERRUPTED, interrupt);
    }

    void succeeded() {
        Retrier.complete(settings.name(), context);
    }

    /** The last error that was not a mere refusal. */
    Throwable error() {
        Throwable error = real;
        return error == null ? new IllegalStateException("nothing has failed") : error;
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

    /** What the reason was weighed by, for people. */
    private String numbers(Reason reason) {
        return switch (reason) {
            case HINT ->
                    " (the server asked for %s, maxHint is %s)"
                            .formatted(
                                    Durations.seconds(Durations.nanos(delay)),
                                    Durations.seconds(Durations.nanos(settings.maxHint())));
            case DEADLINE ->
                    " (a wait of %s and %s for the attempt, with %s left)"
                            .formatted(
                                    Durations.seconds(Durations.nanos(delay)),
                                    Durations.seconds(settings.attemptNanos()),
                                    Durations.seconds(
                                            Math.max(0, settings.deadlineNanos() - elapsed())));
            default -> "";
        };
    }

    private long elapsed() {
        return settings.nanoTime().getAsLong() - startedAt;
    }

    /** In the order in which the reasons stand; null to go on, with the delay set. */
    private @Nullable Reason decide(Throwable error) {
        boolean flagged = onCallersThread && Thread.currentThread().isInterrupted();
        if (flagged || error instanceof InterruptedException) {
            return Reason.INTERRUPTED;
        }
        if (attempts >= settings.attempts()) {
            return Reason.ATTEMPTS;
        }
        if (stops()) {
            return Reason.STOPPED;
        }
        if (isRefusal(error) || (breaker != null && breaker.refuses())) {
            return Reason.BREAKER_OPEN;
        }
        return plan(error);
    }

    private @Nullable Reason plan(Throwable error) {
        Duration wait = backoff(error);
        if (wait == null) {
            return Reason.BACKOFF;
        }
        Duration hint = hint(error);
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

    @SuppressWarnings("CatchThrowable")
    private boolean isRetryable(Throwable error) {
        if (error instanceof InterruptedException || isRefusal(error)) {
            // These have reasons of their own, whatever the predicate says.
            return true;
        }
        try {
            return settings.retryOn().test(error);
        } catch (Throwable broken) {
            Throwables.suppress(error, broken);
            return false;
        }
    }

    @SuppressWarnings("CatchThrowable")
    private boolean stops() {
        try {
            return settings.stopWhen().getAsBoolean();
        } catch (Throwable broken) {
            Throwables.suppress(error(), broken);
            return true;
        }
    }

    @SuppressWarnings({"CatchThrowable", "ConstantValue"})
    private @Nullable Duration backoff(Throwable error) {
        try {
            Duration wait = settings.backoff().delay(attempts, delay, error);
            return wait == null || wait.isNegative() ? null : wait;
        } catch (Throwable broken) {
            Throwables.suppress(error(), broken);
            return null;
        }
    }

    @SuppressWarnings({"CatchThrowable", "OptionalAssignedToNull", "ConstantValue"})
    private Duration hint(Throwable error) {
        try {
            Optional<Duration> found = settings.hint().delay(error);
            return found == null ? Duration.ZERO : found.orElse(Duration.ZERO);
        } catch (Throwable broken) {
            Throwables.suppress(error(), broken);
            return Duration.ZERO;
        }
    }

    /** Keeps resilience4j's events and counters; what its listeners throw changes nothing. */
    @SuppressWarnings("CatchThrowable")
    private void tell(Throwable error, boolean retryable, long nanos) {
        Verdict.set(retryable, nanos);
        try {
            long unused =
                    context.onError(
                            Throwables.isWrapper(error) ? new IllegalStateException(error) : error);
        } catch (Throwable broken) {
            LOG.warn("a listener of retry '{}' threw", settings.name(), broken);
        } finally {
            Verdict.clear();
        }
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof BreakerOpenException || error instanceof CallNotPermittedException;
    }

    /** What was decided, for the configuration that resilience4j asks on the same thread. */
    record Verdict(boolean retryable, long delayMillis) {
        private static final ThreadLocal<Verdict> CURRENT = new ThreadLocal<>();

        static void set(boolean retryable, long nanos) {
            CURRENT.set(new Verdict(retryable, nanos < 0 ? -1 : nanos / 1_000_000));
        }

        static void clear() {
            CURRENT.remove();
        }

        static @Nullable Verdict current() {
            return CURRENT.get();
        }
    }
}
