// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.RetrierBuilder.Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One asynchronous call: its attempts follow one another, and no thread waits for them. */
final class RetryAsyncCall<T> {
    private final Settings settings;
    private final @Nullable Breaker breaker;
    private final Function<Attempt, CompletionStage<T>> task;
    private final RetryCall call;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    /** Ends what is under way, an attempt or a wait. */
    private final AtomicReference<Runnable> endCurrent = new AtomicReference<>(() -> {});

    RetryAsyncCall(
            Settings settings,
            @Nullable Breaker breaker,
            Function<Attempt, CompletionStage<T>> task,
            RetryCall call) {
        this.settings = settings;
        this.breaker = breaker;
        this.task = task;
        this.call = call;
    }

    CompletableFuture<T> start() {
        AsyncCalls.onEnd(result, (value, thrown) -> endOfCurrent().run());
        attempt();
        return result;
    }

    private void attempt() {
        if (result.isDone()) {
            return;
        }
        Attempt attempt = call.next();
        CompletionStage<T> stage =
                AsyncCalls.start(
                        () ->
                                breaker == null
                                        ? task.apply(attempt)
                                        : breaker.callAsync(() -> task.apply(attempt)));
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

    /** Takes the end of an attempt; whatever fails in here, the caller's future ends. */
    @SuppressWarnings("CatchThrowable")
    private void ended(@Nullable T value, @Nullable Throwable thrown) {
        try {
            if (thrown != null) {
                failed(Throwables.unwrap(thrown));
                return;
            }
            call.succeeded();
            result.complete(value);
        } catch (Throwable broken) {
            result.completeExceptionally(broken);
        }
    }

    private void failed(Throwable thrown) {
        if (result.isDone()) {
            return;
        }
        long delay = call.failed(thrown);
        if (delay < 0) {
            result.completeExceptionally(call.error());
        } else {
            schedule(delay);
        }
    }

    @SuppressWarnings("CatchThrowable")
    private void schedule(long delay) {
        Runnable before = endOfCurrent();
        try {
            Runnable cancel = settings.timer().schedule(this::dispatch, delay);
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
            settings.executor().execute(this::attempt);
        } catch (Throwable rejection) {
            rejected(rejection);
        }
    }

    private void rejected(Throwable rejection) {
        Throwable error = call.error();
        Throwables.suppress(error, rejection);
        result.completeExceptionally(error);
    }

    private Runnable endOfCurrent() {
        return requireNonNull(endCurrent.get());
    }

    /** Ends what has just begun if the caller gave the result up before. */
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

    /** The threads of all retriers; there are none before the first later attempt. */
    static final class Threads {
        /** Starts the later attempts of retriers that were given no executor. */
        static final Executor STARTING = starting();

        /** Waits for all retriers, on one thread; it only hands tasks on. */
        private static final ScheduledThreadPoolExecutor WAITING = waiting();

        private Threads() {}

        static Runnable schedule(Runnable task, long nanos) {
            Future<?> scheduled = WAITING.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }

        private static ThreadPoolExecutor starting() {
            int most = Runtime.getRuntime().availableProcessors();
            var made =
                    new ThreadPoolExecutor(
                            most,
                            most,
                            10,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            DaemonThreads.named("mainstay-retry"));
            made.allowCoreThreadTimeOut(true);
            return made;
        }

        private static ScheduledThreadPoolExecutor waiting() {
            var made =
                    new ScheduledThreadPoolExecutor(1, DaemonThreads.named("mainstay-retry-timer"));
            made.setRemoveOnCancelPolicy(true);
            return made;
        }
    }
}
