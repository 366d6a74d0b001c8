// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One asynchronous call: its attempts follow one another, and nothing waits for them. */
final class AsyncRetry<T> {
    private final Retrier retrier;
    private final @Nullable Breaker breaker;
    private final Function<Attempt, CompletionStage<T>> task;
    private final Retrying retrying;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile Runnable endCurrent = () -> {};

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
        var unused = result.whenComplete((value, thrown) -> endCurrent.run());
        attempt();
        return result;
    }

    private void attempt() {
        if (result.isDone()) {
            return;
        }
        CompletionStage<T> stage = stage(retrying.next());
        current(() -> end(stage));
        stage.whenComplete(
                (value, thrown) -> {
                    if (thrown != null) {
                        failed(Throwables.unwrap(thrown));
                    } else {
                        retrying.succeeded();
                        result.complete(value);
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

    private void failed(Throwable thrown) {
        if (result.isDone()) {
            return;
        }
        long delay = retrying.failed(thrown);
        if (delay < 0) {
            result.completeExceptionally(retrying.error());
            return;
        }
        RetrySettings settings = retrier.settings();
        try {
            current(settings.timer().schedule(this::dispatch, delay));
        } catch (RuntimeException e) {
            rejected(e);
        }
    }

    private void dispatch() {
        try {
            retrier.settings().executor().execute(this::attempt);
        } catch (RuntimeException e) {
            rejected(e);
        }
    }

    private void rejected(RuntimeException rejection) {
        Throwable error = retrying.error();
        Throwables.suppress(error, rejection);
        result.completeExceptionally(error);
    }

    /** Notes what is to end when the result is given up; if that came before, it ends now. */
    private void current(Runnable end) {
        endCurrent = end;
        if (result.isDone()) {
            end.run();
        }
    }

    /** Ends the attempt under way when the caller gave the result up, or timed it out. */
    private void end(CompletionStage<T> stage) {
        AsyncCalls.cancel(stage, result);
        if (breaker != null && result.isCompletedExceptionally()) {
            // Our own future: the breaker is to count what the caller saw.
            var unused =
                    result.whenComplete(
                            (value, thrown) ->
                                    stage.toCompletableFuture().completeExceptionally(thrown));
        }
    }
}
