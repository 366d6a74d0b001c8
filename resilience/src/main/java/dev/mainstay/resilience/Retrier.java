// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.RetrierBuilder.Settings;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.internal.RetryImpl;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call again when it failed, as long as that can help: within its attempts, its deadline
 * and its budget, no sooner than the server asked, and not against an open breaker.
 *
 * <p>It never starts a wait that it cannot use. When it gives up it throws the last real error,
 * with a {@link GaveUp} attached that says why. Waits of {@code call} are on the caller's thread,
 * and an interrupt ends them; those of {@code callAsync} block no thread.
 *
 * <pre>{@code
 * Retrier retry =
 *         Retrier.named("extractor")
 *                 .attempts(5)
 *                 .backoff(Backoff.fullJitter(ofMillis(100), ofSeconds(10)))
 *                 .deadline(ofSeconds(20))
 *                 .budget(RetryBudget.ratio(0.2))
 *                 .build();
 * Text text = retry.call(() -> client.extract(document));
 * }</pre>
 *
 * <p>A single attempt has no timeout here: that is the client's own, fed by {@link
 * Attempt#timeout}. Thread-safe.
 */
public final class Retrier {
    private final Retry inner;
    private final Settings settings;

    /**
     * A context in which nothing has failed. Completing it changes counters and not the context, so
     * that one does for all calls that succeed at once; a foreign retry may see that otherwise.
     */
    private final Retry.@Nullable AsyncContext<Object> untouched;

    private final RetryCall.Counters counters = new RetryCall.Counters();

    Retrier(Retry inner, Settings settings) {
        this.inner = inner;
        this.settings = settings;
        this.untouched = inner.getClass() == RetryImpl.class ? inner.asyncContext() : null;
    }

    /**
     * Starts a retrier.
     *
     * @param name used in messages and meters, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters
     * @return its builder
     * @throws IllegalArgumentException if the name is malformed
     */
    public static RetrierBuilder named(String name) {
        return new RetrierBuilder(name);
    }

    /**
     * Starts a retrier over a {@link Retry} that exists, with its attempts, its predicate for
     * exceptions and its intervals. Best effort only: its predicate and its intervals are asked
     * twice per failure, so that a random interval in its events is another than the one waited.
     *
     * @param existing the retry
     * @return a builder for what the retry does not have
     * @throws IllegalArgumentException if it retries on results, which is not supported
     */
    public static RetrierBuilder over(Retry existing) {
        return new RetrierBuilder(requireNonNull(existing, "existing"));
    }

    /**
     * Makes a call, again if need be.
     *
     * @param task the call
     * @param <T> what it returns
     * @return what the call returned
     * @throws Exception the last real error, with a {@link GaveUp} attached
     */
    public <T> T call(Callable<? extends T> task) throws Exception {
        return call(null, requireNonNull(task, "task"));
    }

    /**
     * Makes a call, again if need be, that wants to know the attempt.
     *
     * @param task the call
     * @param <T> what it returns
     * @return what the call returned
     * @throws Exception the last real error, with a {@link GaveUp} attached
     */
    public <T> T call(Attempt.Task<? extends T> task) throws Exception {
        return call(null, requireNonNull(task, "task"));
    }

    /**
     * Starts a call, again if need be. Cancelling the returned future ends the waiting and cancels
     * the attempt under way, if its stage can be.
     *
     * @param task starts an attempt and does not block
     * @param <T> what the call returns
     * @return what the call returns, or its last real error with a {@link GaveUp} attached
     */
    public <T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<T>> task) {
        requireNonNull(task, "task");
        return callAsync(null, attempt -> task.get());
    }

    /**
     * Starts a call, again if need be, that wants to know the attempt.
     *
     * @param task starts an attempt and does not block
     * @param <T> what the call returns
     * @return what the call returns, or its last real error with a {@link GaveUp} attached
     */
    public <T> CompletableFuture<T> callAsync(Function<Attempt, CompletionStage<T>> task) {
        return callAsync(null, requireNonNull(task, "task"));
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return settings.name();
    }

    /**
     * Returns resilience4j's retry, for its events and its counters of attempts. Its counters of
     * failed calls miss those that this retrier gave up on for a reason of its own, such as the
     * deadline; {@link ResilienceMetrics} has them all.
     *
     * @return the retry
     */
    public Retry unwrap() {
        return inner;
    }

    Settings settings() {
        return settings;
    }

    RetryCall.Counters counters() {
        return counters;
    }

    @SuppressWarnings("CatchThrowable")
    <T> T call(@Nullable Breaker breaker, Callable<? extends T> task) throws Exception {
        long startedAt = begin();
        T result;
        try {
            result = breaker == null ? task.call() : breaker.call(task);
        } catch (Throwable thrown) {
            return again(breaker, attempt -> task.call(), startedAt, thrown);
        }
        succeededAtOnce();
        return result;
    }

    @SuppressWarnings("CatchThrowable")
    <T> T call(@Nullable Breaker breaker, Attempt.Task<? extends T> task) throws Exception {
        long startedAt = begin();
        Attempt first = new Attempt(1, startedAt, settings.deadlineNanos(), settings.nanoTime());
        T result;
        try {
            result = breaker == null ? task.call(first) : breaker.call(() -> task.call(first));
        } catch (Throwable thrown) {
            return again(breaker, task, startedAt, thrown);
        }
        succeededAtOnce();
        return result;
    }

    <T> CompletableFuture<T> callAsync(
            @Nullable Breaker breaker, Function<Attempt, CompletionStage<T>> task) {
        RetryCall call = retryCall(breaker, begin(), false);
        return new RetryAsyncCall<>(settings, breaker, task, call).start();
    }

    private void succeededAtOnce() {
        Retry.AsyncContext<Object> context = untouched;
        RetryCall.complete(settings.name(), context == null ? inner.asyncContext() : context);
    }

    /** Counts the first attempt and notes the time, if anybody will ask for it. */
    private long begin() {
        RetryBudget budget = settings.budget();
        if (budget != null) {
            budget.deposit();
        }
        return settings.deadlineNanos() == Long.MAX_VALUE ? 0 : settings.nanoTime().getAsLong();
    }

    @SuppressWarnings("CatchThrowable")
    private <T> T again(
            @Nullable Breaker breaker,
            Attempt.Task<? extends T> task,
            long startedAt,
            Throwable first)
            throws Exception {
        RetryCall call = retryCall(breaker, startedAt, true);
        Throwable thrown = first;
        while (true) {
            long delay = call.failed(thrown);
            if (delay < 0 || !waited(call, delay)) {
                throw Throwables.<Exception>raise(call.error());
            }
            Attempt next = call.next();
            T result;
            try {
                result = breaker == null ? task.call(next) : breaker.call(() -> task.call(next));
            } catch (Throwable again) {
                thrown = again;
                continue;
            }
            call.succeeded();
            return result;
        }
    }

    private RetryCall retryCall(
            @Nullable Breaker breaker, long startedAt, boolean onCallersThread) {
        return new RetryCall(
                settings, counters, inner.asyncContext(), breaker, startedAt, onCallersThread);
    }

    private boolean waited(RetryCall call, long delay) {
        try {
            if (delay > 0) {
                settings.sleeper().sleep(delay);
            }
            return true;
        } catch (InterruptedException e) {
            call.interrupted(e);
            return false;
        }
    }
}
