// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.GaveUp.Reason;
import dev.mainstay.resilience.circuit.CircuitCounters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest extends RetrierFixture {
    private final Breaker breaker =
            Breaker.named("extractor")
                    .failuresInARow(3)
                    .openFor(ofMinutes(2))
                    .time(time)
                    .random(() -> 0)
                    .build();

    private Guard guard(int attempts) {
        return Guard.of(builder().attempts(attempts).build(), breaker);
    }

    @AfterEach
    void clearTheFlag() {
        boolean unused = Thread.interrupted();
    }

    @Test
    void call_eachAttemptCountsInTheBreaker() throws Exception {
        CircuitCounters.Calls counted = breaker.counters().bind();
        assertThat(guard(3).<String>call(failing(2))).isEqualTo("text");
        assertThat(waits).containsExactly(millis(100), millis(200));
        assertThat(breaker.failuresInARow()).isZero();
        assertThat(counted.failures.count.sum()).isEqualTo(2);
    }

    @Test
    void call_whenTheBreakerOpensMeanwhile_throwsTheLastRealErrorWithoutAFurtherWait() {
        Throwable thrown = catchThrowable(() -> guard(9).call(failing(99)));
        assertThat(thrown).isSameAs(broken);
        assertGaveUp(thrown, Reason.BREAKER_OPEN, 3);
        assertThat(attempts).isEqualTo(3);
        assertThat(waits).hasSize(2);
    }

    @Test
    void call_whenTheBreakerIsOpen_throwsTheRefusal() {
        breaker.isolate();
        Throwable thrown = catchThrowable(() -> guard(9).call(failing(0)));
        assertThat(thrown).isInstanceOf(BreakerOpenException.class);
        assertGaveUp(thrown, Reason.BREAKER_OPEN, 1);
        assertThat(attempts).isZero();
        assertThat(waits).isEmpty();
    }

    @Test
    void call_whenALaterAttemptIsRefused_throwsTheRealErrorBeforeIt() {
        Retrier isolating =
                builder()
                        .attempts(9)
                        .time(time, nanos -> breaker.isolate(), (task, nanos) -> () -> {})
                        .build();
        Throwable thrown = catchThrowable(() -> Guard.of(isolating, breaker).call(failing(99)));
        assertThat(thrown).isSameAs(broken);
        assertGaveUp(thrown, Reason.BREAKER_OPEN, 2);
        assertThat(GaveUp.of(thrown).orElseThrow())
                .as("the refusal's own cause is this very error")
                .hasNoCause();
    }

    @Test
    void call_withAnAttempt_isToldItsNumber() throws Exception {
        String text =
                guard(3).call(
                                attempt -> {
                                    assertThat(attempt.number()).isEqualTo(attempts + 1);
                                    return failing(1).call();
                                });
        assertThat(text).isEqualTo("text");
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void fallback_answersForWhatFailedInTheEnd() throws Exception {
        String text = guard(2).call(failing(9), failure -> "cached: " + failure.getMessage());
        assertThat(text).isEqualTo("cached: broken");
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void fallback_doesNotAnswerForErrorsAndInterrupts() {
        AssertionError error = new AssertionError();
        assertThat(catchThrowable(() -> guard(2).call(failing(9, error), failure -> "cached")))
                .isSameAs(error);
        InterruptedException interrupt = new InterruptedException();
        attempts = 0;
        assertThat(catchThrowable(() -> guard(2).call(failing(9, interrupt), failure -> "cached")))
                .isSameAs(interrupt);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void fallback_thatThrows_carriesWhatItWasFor() {
        IllegalStateException bug = new IllegalStateException("bug");
        Throwable thrown =
                catchThrowable(
                        () ->
                                guard(1).call(
                                                failing(9),
                                                failure -> {
                                                    throw bug;
                                                }));
        assertThat(thrown).isSameAs(bug).hasSuppressedException(broken);
    }

    @Test
    void decorate_guardsCallableSupplierAndFunction() throws Exception {
        Guard guard = guard(3);
        assertThat(guard.<String>decorateCallable(failing(1)).call()).isEqualTo("text");
        Supplier<Integer> supplier = guard.decorateSupplier(() -> ++attempts);
        assertThat(supplier.get()).isEqualTo(3);
        Function<String, Integer> length = guard.decorateFunction(String::length);
        assertThat(length.apply("four")).isEqualTo(4);
        breaker.isolate();
        assertThat(catchThrowable(supplier::get)).isInstanceOf(BreakerOpenException.class);
        assertThat(catchThrowable(() -> length.apply("four")))
                .isInstanceOf(BreakerOpenException.class);
    }

    @Test
    void decorateSupplier_whenACheckedExceptionIsSneaked_throwsItAsItIs() {
        Supplier<String> sneaky =
                guard(1).decorateSupplier(
                                () -> {
                                    throw Throwables.<RuntimeException>raise(broken);
                                });
        assertThat(catchThrowable(sneaky::get)).isSameAs(broken);
    }

    @Test
    void callAsync_retriesOutsideTheBreaker() throws Exception {
        CircuitCounters.Calls counted = breaker.counters().bind();
        CompletableFuture<String> result =
                guard(3).callAsync(
                                () ->
                                        ++attempts < 3
                                                ? CompletableFuture.failedFuture(broken)
                                                : CompletableFuture.completedFuture("text"));
        timers.remove().run();
        timers.remove().run();
        assertThat(result.get()).isEqualTo("text");
        assertThat(counted.failures.count.sum()).isEqualTo(2);
    }

    @Test
    void callAsync_whenTheBreakerOpensMeanwhile_failsWithTheLastRealError() {
        CompletableFuture<String> result =
                guard(9).callAsync(() -> CompletableFuture.failedFuture(broken));
        timers.remove().run();
        timers.remove().run();
        assertThat(RetrierAsyncTest.failureOf(result)).isSameAs(broken);
        assertGaveUp(broken, Reason.BREAKER_OPEN, 3);
    }

    @Test
    void callAsync_whenCancelled_settlesItsTrialAndItsStage() {
        breaker.unwrap().transitionToOpenState();
        assertThat(breaker.retryAfter()).contains(ofMinutes(2));
        time.advance(ofMinutes(2));
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> result = guard(3).callAsync(() -> stage);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        result.cancel(true);
        assertThat(stage).isCancelled();
        breaker.acquire().success();
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void callAsync_whenTimedOutByTheCaller_countsAFailure() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        guard(3).<String>callAsync(() -> stage).completeExceptionally(new TimeoutException());
        assertThat(breaker.failuresInARow()).isEqualTo(1);
        assertThat(timers).isEmpty();
    }

    @Test
    void callAsync_withAFallback_answersAndPassesACancellationOn() throws Exception {
        CompletableFuture<String> answered =
                guard(1).callAsync(
                                () -> CompletableFuture.failedFuture(broken),
                                failure -> failure.getMessage());
        assertThat(answered.get()).isEqualTo("broken");
        CompletableFuture<String> stage = new CompletableFuture<>();
        guard(1).callAsync(() -> stage, failure -> "cached").cancel(true);
        assertThat(stage).isCancelled();
    }

    @Test
    void callAsync_withAFallback_doesNotAnswerForErrors() {
        AssertionError error = new AssertionError();
        CompletableFuture<String> answered =
                guard(1).callAsync(() -> CompletableFuture.failedFuture(error), f -> "cached");
        try {
            assertThat(answered.getNow("none")).isNull();
        } catch (CompletionException e) {
            assertThat(e).hasCause(error);
        }
    }

    @Test
    void callAsync_withAFallback_whenTheCallerTimesOut_stops() {
        CompletableFuture<String> result =
                guard(9).callAsync(() -> CompletableFuture.failedFuture(broken), e -> "fallback");
        assertThat(timers).hasSize(1);
        result.completeExceptionally(new TimeoutException());
        assertThat(timers).isEmpty();
    }

    @Test
    void callAsync_whenTheCallerHasADefault_givesTheTrialBack() {
        Breaker once =
                Breaker.named("once")
                        .failuresInARow(1)
                        .openJitter(0)
                        .openFor(millis(1))
                        .time(time)
                        .build();
        BreakerFixture.attempt(() -> once.call(failing(1)));
        time.advance(millis(1));
        CompletableFuture<String> result =
                Guard.of(builder().build(), once).callAsync(CompletableFuture<String>::new);
        assertThat(result.complete("default")).isTrue();
        once.acquire().success();
        assertThat(once.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void refusedCalls_doNotFillTheBudget() {
        RetryBudget budget = new RetryBudget(1.0, 0, millis(10_000), time);
        Guard guard = Guard.of(builder().budget(budget).build(), breaker);
        breaker.isolate();
        for (int i = 0; i < 100; i++) {
            Throwable unused = catchThrowable(() -> guard.call(() -> "refused"));
        }
        assertThat(budget.withdraw()).isFalse();
    }

    @Test
    void call_withAnAttemptAndAFallback_answersInTheEnd() throws Exception {
        String text =
                guard(2).call(
                                attempt -> {
                                    throw broken;
                                },
                                e -> "fallback");
        assertThat(text).isEqualTo("fallback");
    }
}
