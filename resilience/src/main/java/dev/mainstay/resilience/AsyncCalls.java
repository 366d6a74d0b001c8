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

/** Starts calls whose end comes later, listens for it, and passes it on. */
final class AsyncCalls {
    private static final Log LOG = Log.of(Breaker.class);

    private AsyncCalls() {}

    /** Starts a call and settles its permit, however the call ends or is given up. */
    static <T> CompletableFuture<T> guarded(
            Permit permit, Supplier<? extends CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> stage = start(task);
        onEnd(stage, (value, thrown) -> settle(permit, result, value, thrown));
        onEnd(
                result,
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

    /** Starts a call; what starting it throws is how it ends. */
    @SuppressWarnings("CatchThrowable")
    static <T> CompletionStage<T> start(Supplier<? extends CompletionStage<T>> task) {
        try {
            return requireNonNull(task.get(), "stage");
        } catch (Throwable thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** Calls the action when the stage ends; one that cannot even be listened to has failed. */
    @SuppressWarnings("CatchThrowable")
    static <T> void onEnd(
            CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> action) {
        try {
            // With whenComplete the JDK would make an exception of the error's own words, which
            // may throw.
            var unused =
                    stage.handle(
                            (value, thrown) -> {
                                action.accept(value, thrown);
                                return null;
                            });
        } catch (Throwable broken) {
            action.accept(null, broken);
        }
    }

    /** Ends the future behind one of ours when the caller ends ours, by a timeout or a default. */
    static <T> void passOn(CompletableFuture<T> from, CompletableFuture<T> to) {
        onEnd(
                from,
                (value, thrown) -> {
                    if (from.isCancelled()) {
                        to.cancel(true);
                    } else {
                        complete(to, value, thrown);
                    }
                });
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

    /** Settles the permit, and ends the caller's future whatever that throws. */
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

    /** Ends a future as a call has ended. */
    private static <T> void complete(
            CompletableFuture<T> future, @Nullable T value, @Nullable Throwable thrown) {
        if (thrown == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(Throwables.unwrap(thrown));
        }
    }
}
