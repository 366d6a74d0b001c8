// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a retrier was built with. A deadline of {@link Long#MAX_VALUE} is none. */
record RetrySettings(
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
        Timer timer) {

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
