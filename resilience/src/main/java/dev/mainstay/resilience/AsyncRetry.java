// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Throwables;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One asynchronous call: its attempts follow one another, and nothing waits for them. */
final class AsyncRetry<T> {
    private final Retrier retrier;
    private final @Nullable Breaker breaker;
    private final Function<Attempt, CompletionStage<T>> task;
    private final Retrying retrying;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final AtomicReference<Runnable> endCurrent = new AtomicReference<>(() -> {});

    AsyncRetry(
            Retrier retrier,
            @Nullable Breaker breaker,
            Function<Attempt, CompletionStage<T>> task,
            long startedAt) {
        this.retrier = retrier;
        this.breaker = breaker;
        this.task = task;
        this.retrying = new Retrying(retrier, breaker, startedAt, false);
    }

    CompletableFuture<T> start() {
        var unused = result.whenComplete((value, thrown) -> endOfCurrent().run());
        attempt();
        return result;
    }

    private void attempt() {
        if (result.isDone()) {
            return;
        }
        CompletionStage<T> stage = stage(retrying.next());
        endCurrent.set(() -> end(stage));
        endIfDone();
        AtomicBoolean ended = new AtomicBoolean();
        AsyncCalls.onEnd(
                stage,
                (value, thrown) -> {
                    // A stage may call its listener and throw all the same.
                    if (ended.compareAndSet(false, true)) {
                        ended(value, thrown);
                    }
                });
    }

    @SuppressWarnings("CatchThrowable")
    private CompletionStage<T> stage(Attempt attempt) {
        try {
            CompletionStage<T> stage =
                    breaker == null
                            ? task.apply(attempt)
                            : breaker.callAsync(() -> task.apply(attempt));
            return requireNonNull(stage, "stage");
        } catch (Throwable thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** Whatever fails in here, the caller's future ends. */
    @SuppressWarnings("CatchThrowable")
    private void ended(@Nullable T value, @Nullable Throwable thrown) {
        try {
            if (thrown != null) {
                failed(Throwables.unwrap(thrown));
                return;
            }
            retrying.succeeded();
            result.complete(value);
        } catch (Throwable broken) {
            result.completeExceptionally(broken);
        }
    }

    private void failed(Throwable thrown) {
        if (result.isDone()) {
            return;
        }
        long delay = retrying.failed(thrown);
        if (delay < 0) {
            result.completeExceptionally(retrying.error());
        } else {
            schedule(delay);
        }
    }

    @SuppressWarnings("CatchThrowable")
    private void schedule(long delay) {
        Runnable before = endOfCurrent();
        try {
            Runnable cancel = retrier.settings().timer().schedule(this::dispatch, delay);
            // The next attempt may have begun already, and it is what is to end then.
            boolean unused = endCurrent.compareAndSet(before, cancel);
        } catch (Throwable rejection) {
            rejected(rejection);
        }
        endIfDone();
    }

    @SuppressWarnings("CatchThrowable")
    private void dispatch() {
        try {
            retrier.settings().executor().execute(this::attempt);
        } catch (Throwable rejection) {
            rejected(rejection);
        }
    }

    private void rejected(Throwable rejection) {
        Throwable error = retrying.error();
        Throwables.suppress(error, rejection);
        result.completeExceptionally(error);
    }

    private Runnable endOfCurrent() {
        return requireNonNull(endCurrent.get());
    }

    /** The result may have been given up before there was something to end. */
    private void endIfDone() {
        if (result.isDone()) {
            endOfCurrent().run();
        }
    }

    /** Ends the attempt under way when the caller ended the result. */
    private void end(CompletionStage<T> stage) {
        if (breaker == null) {
            AsyncCalls.cancel(stage, result);
        } else {
            // Our own future: the breaker is to count what the caller saw.
            AsyncCalls.passOn(result, stage.toCompletableFuture());
        }
    }
}
