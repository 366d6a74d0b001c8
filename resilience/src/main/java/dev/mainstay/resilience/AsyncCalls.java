// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls whose end comes later. */
final class AsyncCalls {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncCalls.class);

    private AsyncCalls() {}

    /** Starts a call and settles its permit, however the call ends or is given up. */
    static <T> CompletableFuture<T> guarded(
            Permit permit, Supplier<? extends CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> stage = started(permit, task, result);
        if (stage == null) {
            return result;
        }
        stage.whenComplete(
                (value, thrown) -> {
                    if (thrown == null) {
                        permit.success();
                        result.complete(value);
                    } else {
                        permit.failure(thrown);
                        result.completeExceptionally(Throwables.unwrap(thrown));
                    }
                });
        var unused =
                result.whenComplete(
                        (value, thrown) -> {
                            if (thrown != null && !result.isCancelled()) {
                                permit.failure(thrown);
                            } else {
                                permit.close();
                            }
                            cancel(stage, result);
                        });
        return result;
    }

    @SuppressWarnings("CatchThrowable")
    private static <T> @Nullable CompletionStage<T> started(
            Permit permit,
            Supplier<? extends CompletionStage<T>> task,
            CompletableFuture<T> result) {
        try {
            return requireNonNull(task.get(), "stage");
        } catch (Throwable thrown) {
            permit.failure(thrown);
            result.completeExceptionally(thrown);
            return null;
        }
    }

    /** Passes a cancellation on to the stage, if it is one that can be cancelled. */
    static void cancel(CompletionStage<?> stage, CompletableFuture<?> result) {
        if (!result.isCancelled()) {
            return;
        }
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException e) {
            LOG.debug("a stage could not be cancelled", e);
        }
    }
}
