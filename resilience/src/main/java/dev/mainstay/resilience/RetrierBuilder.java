// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Text;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Retrier} together. Unless told otherwise it makes 3 attempts, with full jitter from
 * 100 ms to 10 s between them, of everything but errors, interrupts and cancellations.
 *
 * <p>Not thread-safe.
 */
public final class RetrierBuilder {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final String name;
    private final @Nullable Retry existing;
    private int attempts = 3;
    private DelaySource backoff;
    private Predicate<? super Throwable> retryOn =
            error -> error instanceof Exception && !(error instanceof CancellationException);
    private BooleanSupplier stopWhen = () -> false;
    private Hint hint = error -> Optional.empty();
    private Duration maxHint = Duration.ofMinutes(1);
    private long deadlineNanos = Long.MAX_VALUE;
    private Duration attemptTime = MILLISECOND;
    private @Nullable RetryBudget budget;
    private Executor executor = RetryAsyncCall.Threads.STARTING;
    private LongSupplier nanoTime = System::nanoTime;
    private Sleeper sleeper = TimeUnit.NANOSECONDS::sleep;
    private Timer timer = RetryAsyncCall.Threads::schedule;

    RetrierBuilder(String name) {
        this.name = Require.name(name);
        this.existing = null;
        this.backoff = source(Backoff.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(10)));
    }

    RetrierBuilder(Retry existing) {
        RetryConfig config = existing.getRetryConfig();
        // It is anybody's.
        this.name = Text.oneLine(Masking.mask(existing.getName()));
        Require.argument(
                config.getResultPredicate() == null,
                "retry must not retry on results, but '%s' does".formatted(name));
        this.existing = existing;
        this.attempts = config.getMaxAttempts();
        this.retryOn = config.getExceptionPredicate();
        this.backoff =
                (attempt, previous, error) ->
                        Duration.ofMillis(
                                config.getIntervalBiFunction().apply(attempt, Either.left(error)));
    }

    /**
     * Sets how many attempts are made at most, the first among them.
     *
     * @param attempts 1 to 1,000; default 3
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     * @throws IllegalStateException if the retrier is over an existing retry
     */
    public RetrierBuilder attempts(int attempts) {
        own("attempts");
        this.attempts = Require.between("attempts", 1, 1_000, attempts);
        return this;
    }

    /**
     * Sets the waits between attempts.
     *
     * @param backoff default full jitter from 100 ms to 10 s
     * @return this
     * @throws IllegalStateException if the retrier is over an existing retry
     */
    public RetrierBuilder backoff(Backoff backoff) {
        own("backoff");
        this.backoff = source(requireNonNull(backoff, "backoff"));
        return this;
    }

    /**
     * Sets which errors are worth another attempt. Interrupts and an open breaker's refusals never
     * are. A predicate that throws says no.
     *
     * @param predicate default exceptions, other than cancellations; futures' wrappers are taken
     *     off first
     * @return this
     * @throws IllegalStateException if the retrier is over an existing retry
     */
    public RetrierBuilder retryOn(Predicate<? super Throwable> predicate) {
        own("retryOn");
        this.retryOn = requireNonNull(predicate, "predicate");
        return this;
    }

    /**
     * Sets how long all attempts and waits together may take. No wait is begun that does not leave
     * {@link #attemptTime} before the deadline. An attempt under way is not stopped: hand it {@link
     * Attempt#timeout}.
     *
     * @param deadline 1 ms to 1 day; default none
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public RetrierBuilder deadline(Duration deadline) {
        deadlineNanos = Require.between("deadline", MILLISECOND, DAY, deadline).toNanos();
        return this;
    }

    /**
     * Sets how much time an attempt needs to be of any use.
     *
     * @param attemptTime 0 to 1 hour; default 1 ms
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public RetrierBuilder attemptTime(Duration attemptTime) {
        this.attemptTime = Require.between("attemptTime", Duration.ZERO, HOUR, attemptTime);
        return this;
    }

    /**
     * Sets how a server's wish to wait is found. The wait is then the longer of the wish and the
     * backoff.
     *
     * @param hint default none
     * @return this
     */
    public RetrierBuilder hint(Hint hint) {
        this.hint = requireNonNull(hint, "hint");
        return this;
    }

    /**
     * Sets the longest hint that is waited for. Longer ones end the call at once, as calling sooner
     * than asked is no answer.
     *
     * @param maxHint 0 to 1 day; default 1 min
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public RetrierBuilder maxHint(Duration maxHint) {
        this.maxHint = Require.between("maxHint", Duration.ZERO, DAY, maxHint);
        return this;
    }

    /**
     * Sets the budget that retries are taken from.
     *
     * @param budget shared by all who call the same dependency; default none
     * @return this
     */
    public RetrierBuilder budget(RetryBudget budget) {
        this.budget = requireNonNull(budget, "budget");
        return this;
    }

    /**
     * Sets when no further attempt is made, such as while the process drains.
     *
     * @param stopWhen asked before each wait; default never
     * @return this
     */
    public RetrierBuilder stopWhen(BooleanSupplier stopWhen) {
        this.stopWhen = requireNonNull(stopWhen, "stopWhen");
        return this;
    }

    /**
     * Sets where the later attempts of {@code callAsync} are started; the first starts on the
     * caller's thread.
     *
     * @param executor default daemon threads of all retriers, at most one per processor
     * @return this
     */
    public RetrierBuilder executor(Executor executor) {
        this.executor = requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Builds the retrier.
     *
     * @return the retrier
     */
    public Retrier build() {
        Settings settings =
                new Settings(
                        name,
                        attempts,
                        backoff,
                        retryOn,
                        stopWhen,
                        hint,
                        maxHint,
                        deadlineNanos,
                        attemptTime.toNanos(),
                        budget,
                        executor,
                        nanoTime,
                        sleeper,
                        timer);
        return new Retrier(
                existing == null ? Retry.of(name, RetryCall.config(settings)) : existing, settings);
    }

    RetrierBuilder time(LongSupplier nanoTime, Sleeper sleeper, Timer timer) {
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.timer = timer;
        return this;
    }

    private static DelaySource source(Backoff backoff) {
        return (attempt, previous, error) -> backoff.delay(attempt, previous);
    }

    private void own(String what) {
        Require.state(
                existing == null, "%s is set by the existing retry '%s'".formatted(what, name));
    }

    /** What a retrier is built with. A deadline of {@link Long#MAX_VALUE} is none. */
    record Settings(
            String name,
            int attempts,
            DelaySource backoff,
            Predicate<? super Throwable> retryOn,
            BooleanSupplier stopWhen,
            Hint hint,
            Duration maxHint,
            long deadlineNanos,
            long attemptNanos,
            @Nullable RetryBudget budget,
            Executor executor,
            LongSupplier nanoTime,
            Sleeper sleeper,
            Timer timer) {}

    /** The wait after an attempt, which may depend on the error. */
    @FunctionalInterface
    interface DelaySource {
        Duration delay(int attempt, Duration previous, Throwable error);
    }

    /** Waits on the caller's thread. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    /** Runs a task later; what it returns takes that back. */
    @FunctionalInterface
    interface Timer {
        Runnable schedule(Runnable task, long nanos);
    }
}
