// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Hostile;
import dev.mainstay.resilience.GaveUp.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RetrierAsyncTest extends RetrierFixture {
    static Throwable failureOf(CompletableFuture<?> future) {
        assertThat(future).isDone();
        try {
            Object value = future.getNow(null);
            throw new AssertionError("did not fail, but returned " + value);
        } catch (CompletionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }

    private Supplier<CompletionStage<String>> stages(int failures) {
        return () -> {
            try {
                return CompletableFuture.completedFuture(failing(failures).call());
            } catch (Exception e) {
                return CompletableFuture.failedFuture(new CompletionException(e));
            }
        };
    }

    private void runTimer() {
        timers.remove().run();
    }

    @Test
    void callAsync_whenItFailsTwice_waitsOnTheTimerAndCompletes() throws Exception {
        CompletableFuture<String> result = builder().build().callAsync(stages(2));
        assertThat(attempts).isEqualTo(1);
        assertThat(waits).containsExactly(millis(100));
        runTimer();
        assertThat(result).isNotDone();
        runTimer();
        assertThat(result.get()).isEqualTo("text");
        assertThat(waits).containsExactly(millis(100), millis(200));
    }

    @Test
    void callAsync_whenAllAttemptsFail_failsWithTheLastErrorAndTheReason() {
        CompletableFuture<String> result = builder().attempts(2).build().callAsync(stages(9));
        runTimer();
        assertThat(failureOf(result)).isSameAs(broken);
        assertGaveUp(broken, Reason.ATTEMPTS, 2);
    }

    @Test
    void callAsync_honoursHintAndDeadline() {
        Retrier retrier =
                builder().deadline(ofSeconds(9)).hint(e -> Optional.of(ofSeconds(5))).build();
        CompletableFuture<String> result = retrier.callAsync(stages(9));
        assertThat(waits).containsExactly(ofSeconds(5));
        time.advance(ofSeconds(5));
        runTimer();
        assertThat(failureOf(result)).isSameAs(broken);
        assertGaveUp(broken, Reason.DEADLINE, 2);
    }

    @Test
    void callAsync_whenStartingThrows_isAFailedAttempt() {
        CompletableFuture<String> result =
                builder()
                        .attempts(2)
                        .build()
                        .callAsync(
                                attempt -> {
                                    attempts = attempt.number();
                                    throw new IllegalStateException("start");
                                });
        runTimer();
        assertThat(failureOf(result)).hasMessage("start");
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void callAsync_whenCancelledDuringTheWait_cancelsTheTimerAndMakesNoAttempt() {
        CompletableFuture<String> result = builder().build().callAsync(stages(9));
        Runnable pending = timers.peek();
        result.cancel(true);
        assertThat(cancelled).isEqualTo(1);
        pending.run();
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void callAsync_whenCancelledDuringAnAttempt_cancelsItsStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        builder().build().callAsync(() -> stage).cancel(true);
        assertThat(stage).isCancelled();
        assertThat(timers).isEmpty();
    }

    @Test
    void callAsync_whenTheExecutorRejects_failsWithTheLastError() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        CompletableFuture<String> result =
                builder()
                        .executor(
                                task -> {
                                    throw full;
                                })
                        .build()
                        .callAsync(stages(9));
        runTimer();
        assertThat(failureOf(result)).isSameAs(broken).hasSuppressedException(full);
    }

    @Test
    void callAsync_withoutAnExecutor_retriesOnDaemonThreadsOfItsOwn() throws Exception {
        Retrier retrier =
                Retrier.named("real").backoff(Backoff.fixed(Duration.ofMillis(5))).build();
        CompletableFuture<Thread> result =
                retrier.callAsync(
                        attempt ->
                                attempt.number() == 1
                                        ? CompletableFuture.failedFuture(broken)
                                        : CompletableFuture.completedFuture(
                                                Thread.currentThread()));
        Thread thread = result.get(30, TimeUnit.SECONDS);
        assertThat(thread.getName()).isEqualTo("mainstay-retry");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void callAsync_inRealTime_blocksNoThreadAndCompletes() throws Exception {
        Retrier retrier =
                Retrier.named("real").backoff(Backoff.fixed(Duration.ofMillis(5))).build();
        CompletableFuture<String> result = retrier.callAsync(stages(2));
        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("text");
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void cancel_whenTheNextAttemptBeganDuringScheduling_reachesIt() {
        CompletableFuture<String> second = new CompletableFuture<>();
        Retrier retrier =
                builder()
                        .time(
                                time,
                                nanos -> {},
                                (task, nanos) -> {
                                    task.run();
                                    return () -> cancelled++;
                                })
                        .build();
        CompletableFuture<String> result =
                retrier.callAsync(
                        () -> ++attempts == 1 ? CompletableFuture.failedFuture(broken) : second);
        result.cancel(true);
        assertThat(second).isCancelled();
        assertThat(cancelled).isZero();
    }

    @Test
    void callAsync_whenTheExecutorThrowsAnError_failsWithTheRealOne() {
        CompletableFuture<String> result =
                builder()
                        .executor(
                                task -> {
                                    throw new OutOfMemoryError("no thread");
                                })
                        .build()
                        .callAsync(stages(9));
        runTimer();
        assertThat(failureOf(result)).isSameAs(broken);
    }

    /** A stage that cannot be listened to. */
    static final class Deaf extends CompletableFuture<String> {
        @Override
        public <U> CompletableFuture<U> handle(
                BiFunction<? super String, Throwable, ? extends U> action) {
            throw new IllegalStateException("deaf");
        }
    }

    @Test
    void callAsync_whenAStageCannotBeListenedTo_isAFailedAttempt() throws Exception {
        CompletableFuture<String> result =
                builder()
                        .build()
                        .callAsync(
                                () ->
                                        switch (++attempts) {
                                            case 1 -> CompletableFuture.failedFuture(broken);
                                            case 2 -> new Deaf();
                                            default -> CompletableFuture.completedFuture("text");
                                        });
        runTimer();
        runTimer();
        assertThat(result.get()).isEqualTo("text");
    }

    @Test
    void callAsync_whenAListenersErrorCannotBePrinted_completesAllTheSame() throws Exception {
        Retrier retrier = builder().build();
        retrier.unwrap()
                .getEventPublisher()
                .onSuccess(
                        event -> {
                            throw Hostile.throwing();
                        });
        CompletableFuture<String> result = retrier.callAsync(stages(1));
        runTimer();
        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("text");
        attempts = 0;
        assertThat(retrier.<String>call(failing(1))).isEqualTo("text");
    }
}
