// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls whose end comes later. */
final class AsyncCalls {
    private static final Log LOG = Log.of(Breaker.class);

    private AsyncCalls() {}

    /** Starts a call and settles its permit, however the call ends or is given up. */
    static <T> CompletableFuture<T> guarded(
            Permit permit, Supplier<? extends CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> stage = started(permit, task, result);
        if (stage == null) {
            return result;
        }
        onEnd(stage, (value, thrown) -> settle(permit, result, value, thrown));
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

    /** The caller gets the end of the call, whatever settling the permit throws. */
    private static <T> void settle(
            Permit permit,
            CompletableFuture<T> result,
            @Nullable T value,
            @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                permit.success();
            } else {
                permit.failure(thrown);
            }
        } finally {
            complete(result, value, thrown);
        }
    }

    /** Calls the action when the stage ends; one that cannot even be listened to has failed. */
    @SuppressWarnings("CatchThrowable")
    static <T> void onEnd(
            CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> action) {
        try {
            stage.whenComplete(action);
        } catch (Throwable broken) {
            action.accept(null, broken);
        }
    }

    /** Ends a future as a call has ended. */
    static <T> void complete(
            CompletableFuture<T> future, @Nullable T value, @Nullable Throwable thrown) {
        if (thrown == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(Throwables.unwrap(thrown));
        }
    }

    /** When the caller ends a future of ours, by a timeout or a default, ends the one behind it. */
    static <T> void passOn(CompletableFuture<T> from, CompletableFuture<T> to) {
        var unused =
                from.whenComplete(
                        (value, thrown) -> {
                            if (from.isCancelled()) {
                                to.cancel(true);
                            } else {
                                complete(to, value, thrown);
                            }
                        });
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
    @SuppressWarnings("CatchThrowable")
    static void cancel(CompletionStage<?> stage, CompletableFuture<?> result) {
        if (!result.isCancelled()) {
            return;
        }
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (Throwable broken) {
            LOG.debug("a stage could not be cancelled: {}", Throwables.describe(broken));
        }
    }
}
