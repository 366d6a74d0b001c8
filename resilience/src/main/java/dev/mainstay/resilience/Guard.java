// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Throwables;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A retrier with a breaker inside: each attempt asks the breaker, and once it is open no further
 * attempt is made.
 *
 * <pre>{@code
 * Guard guard = Guard.of(retrier, breaker);
 * Text text = guard.call(() -> client.extract(document));
 * }</pre>
 *
 * <p>There is no timeout per attempt here, as one cannot stop a client from outside: set the
 * client's own, and feed it {@link Attempt#timeout}. Thread-safe.
 */
public final class Guard {
    private final Retrier retrier;
    private final Breaker breaker;

    private Guard(Retrier retrier, Breaker breaker) {
        this.retrier = retrier;
        this.breaker = breaker;
    }

    /**
     * Puts a retrier around a breaker.
     *
     * @param retrier the outside
     * @param breaker the inside
     * @return the guard
     */
    public static Guard of(Retrier retrier, Breaker breaker) {
        return new Guard(requireNonNull(retrier, "retrier"), requireNonNull(breaker, "breaker"));
    }

    /**
     * Makes a call, guarded.
     *
     * @param task the call
     * @param <T> what it returns
     * @return what the call returned
     * @throws BreakerOpenException if the first attempt was refused
     * @throws Exception the last real error, with a {@link GaveUp} attached
     */
    public <T> T call(Callable<? extends T> task) throws Exception {
        return retrier.call(breaker, requireNonNull(task, "task"));
    }

    /**
     * Makes a call, guarded, that wants to know the attempt.
     *
     * @param task the call
     * @param <T> what it returns
     * @return what the call returned
     * @throws BreakerOpenException if the first attempt was refused
     * @throws Exception the last real error, with a {@link GaveUp} attached
     */
    public <T> T call(Attempt.Task<? extends T> task) throws Exception {
        return retrier.call(breaker, requireNonNull(task, "task"));
    }

    /**
     * Makes a call, guarded, and has an answer of its own when it fails in the end. Errors and
     * interrupts have none.
     *
     * @param task the call
     * @param fallback makes an answer from what the call threw in the end; what it throws itself
     *     carries that, suppressed
     * @param <T> what it returns
     * @return what the call or the fallback returned
     * @throws Exception an interrupt, or what the fallback threw
     */
    public <T> T call(Callable<? extends T> task, Function<? super Exception, ? extends T> fallback)
            throws Exception {
        requireNonNull(task, "task");
        return orAnswer(() -> retrier.call(breaker, task), fallback);
    }

    /**
     * Makes a call, guarded, that wants to know the attempt, and has an answer of its own when it
     * fails in the end. Errors and interrupts have none.
     *
     * @param task the call
     * @param fallback makes an answer from what the call threw in the end; what it throws itself
     *     carries that, suppressed
     * @param <T> what it returns
     * @return what the call or the fallback returned
     * @throws Exception an interrupt, or what the fallback threw
     */
    public <T> T call(
            Attempt.Task<? extends T> task, Function<? super Exception, ? extends T> fallback)
            throws Exception {
        requireNonNull(task, "task");
        return orAnswer(() -> retrier.call(breaker, task), fallback);
    }

    /**
     * Starts a call, guarded. No thread is blocked between attempts.
     *
     * @param task starts an attempt and does not block
     * @param <T> what the call returns
     * @return what the call returns, or its last real error with a {@link GaveUp} attached
     */
    public <T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<T>> task) {
        requireNonNull(task, "task");
        return retrier.callAsync(breaker, attempt -> task.get());
    }

    /**
     * Starts a call, guarded, that wants to know the attempt.
     *
     * @param task starts an attempt and does not block
     * @param <T> what the call returns
     * @return what the call returns, or its last real error with a {@link GaveUp} attached
     */
    public <T> CompletableFuture<T> callAsync(Function<Attempt, CompletionStage<T>> task) {
        return retrier.callAsync(breaker, requireNonNull(task, "task"));
    }

    /**
     * Starts a call, guarded, and has an answer of its own when it fails in the end. Errors,
     * interrupts and a cancellation of the returned future have none.
     *
     * @param task starts an attempt and does not block
     * @param fallback makes an answer from what the call failed with in the end
     * @param <T> what the call returns
     * @return what the call or the fallback returns
     */
    @SuppressWarnings("CatchThrowable")
    public <T> CompletableFuture<T> callAsync(
            Supplier<? extends CompletionStage<T>> task,
            Function<? super Exception, ? extends T> fallback) {
        requireNonNull(fallback, "fallback");
        CompletableFuture<T> call = callAsync(task);
        CompletableFuture<T> answered = new CompletableFuture<>();
        AsyncCalls.onEnd(
                call,
                (value, thrown) -> {
                    try {
                        answered.complete(thrown == null ? value : answer(fallback, thrown));
                    } catch (Throwable failed) {
                        answered.completeExceptionally(failed);
                    }
                });
        AsyncCalls.passOn(answered, call);
        return answered;
    }

    /**
     * Decorates a callable.
     *
     * @param task the call
     * @param <T> what it returns
     * @return a callable that makes the call guarded
     */
    public <T> Callable<T> decorateCallable(Callable<? extends T> task) {
        requireNonNull(task, "task");
        return () -> retrier.call(breaker, task);
    }

    /**
     * Decorates a supplier.
     *
     * @param task the call
     * @param <T> what it returns
     * @return a supplier that makes the call guarded
     */
    public <T> Supplier<T> decorateSupplier(Supplier<? extends T> task) {
        requireNonNull(task, "task");
        return () -> unchecked(task::get);
    }

    /**
     * Decorates a function.
     *
     * @param task the call
     * @param <A> what it takes
     * @param <T> what it returns
     * @return a function that makes the call guarded
     */
    public <A, T> Function<A, T> decorateFunction(Function<? super A, ? extends T> task) {
        requireNonNull(task, "task");
        return argument -> unchecked(() -> task.apply(argument));
    }

    /**
     * Returns the breaker.
     *
     * @return the inside
     */
    public Breaker breaker() {
        return breaker;
    }

    /**
     * Returns the retrier.
     *
     * @return the outside
     */
    public Retrier retrier() {
        return retrier;
    }

    /** Calls a task that declares nothing checked, and throws what it throws as it is. */
    private <T> T unchecked(Callable<? extends T> task) {
        try {
            return retrier.call(breaker, task);
        } catch (Exception e) {
            throw Throwables.<RuntimeException>raise(e);
        }
    }

    private static <T> T orAnswer(
            Callable<? extends T> call, Function<? super Exception, ? extends T> fallback)
            throws Exception {
        requireNonNull(fallback, "fallback");
        try {
            return call.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return answer(fallback, e);
        }
    }

    private static <T> T answer(
            Function<? super Exception, ? extends T> fallback, Throwable thrown) {
        Throwable error = Throwables.unwrap(thrown);
        if (!(error instanceof Exception failure) || error instanceof InterruptedException) {
            throw Throwables.<RuntimeException>raise(error);
        }
        return answer(fallback, failure);
    }

    private static <T> T answer(
            Function<? super Exception, ? extends T> fallback, Exception failure) {
        try {
            return fallback.apply(failure);
        } catch (RuntimeException | Error e) {
            Throwables.suppress(e, failure);
            throw e;
        }
    }
}
