// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BreakerAsyncTest extends BreakerFixture {
    private static Throwable thrownBy(CompletableFuture<?> future) {
        try {
            future.getNow(null);
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }

    @Test
    void callAsync_whenTheStageSucceeds_handsOutTheResult() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> result = threeTwoMinutesTwo().callAsync(() -> stage);
        assertThat(result).isNotDone();
        stage.complete("text");
        assertThat(result.get()).isEqualTo("text");
    }

    @Test
    void callAsync_whenTheStageFails_countsItAndHandsOutTheCause() {
        Breaker breaker = builder().failuresInARow(1).build();
        CompletableFuture<String> result =
                breaker.callAsync(
                        () -> CompletableFuture.failedFuture(new CompletionException(broken)));
        assertThat(thrownBy(result)).isSameAs(broken);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.lastFailure()).containsSame(broken);
    }

    @Test
    void callAsync_whenOpen_failsTheFutureAndDoesNotStart() {
        Breaker breaker = builder().failuresInARow(1).build();
        fail(breaker, 1);
        CompletableFuture<String> result =
                breaker.callAsync(
                        () -> {
                            throw new AssertionError("started");
                        });
        assertThat(thrownBy(result)).isInstanceOf(BreakerOpenException.class);
    }

    @Test
    void callAsync_whenStartingThrowsAnError_countsItAndFailsTheFuture() {
        Breaker breaker = builder().failuresInARow(1).build();
        AssertionError error = new AssertionError();
        CompletableFuture<String> result =
                breaker.callAsync(
                        () -> {
                            throw error;
                        });
        assertThat(thrownBy(result)).isSameAs(error);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void callAsync_whenTheStageIsNull_countsAFailure() {
        Breaker breaker = builder().failuresInARow(1).build();
        CompletableFuture<String> result = breaker.callAsync(() -> null);
        assertThat(thrownBy(result)).isInstanceOf(NullPointerException.class);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void callAsync_whenCancelled_givesTheTrialBackAndCancelsTheStage() {
        Breaker breaker = halfOpenable();
        CompletableFuture<String> stage = new CompletableFuture<>();
        breaker.callAsync(() -> stage).cancel(true);
        assertThat(stage).isCancelled();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        breaker.acquire();
        breaker.acquire();
        assertThatExceptionOfType(BreakerOpenException.class).isThrownBy(breaker::acquire);
    }

    @Test
    void callAsync_whenTimedOutByTheCaller_countsAFailure() {
        Breaker breaker = halfOpenable();
        CompletableFuture<String> stage = new CompletableFuture<>();
        breaker.callAsync(() -> stage).completeExceptionally(new TimeoutException());
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        stage.complete("late");
        assertThat(breaker.retryAfter()).contains(ofMinutes(2));
    }

    @Test
    void callAsync_trialsThatSucceed_close() throws ExecutionException, InterruptedException {
        Breaker breaker = halfOpenable();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> first = breaker.callAsync(() -> stage);
        CompletableFuture<String> second = breaker.callAsync(() -> stage);
        assertThat(thrownBy(breaker.callAsync(() -> stage)))
                .isInstanceOf(BreakerOpenException.class);
        stage.complete("text");
        assertThat(first.get() + second.get()).isEqualTo("texttext");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void callAsync_whenTheStageCannotBeListenedTo_failsAndIsCounted() {
        Breaker breaker = builder().failuresInARow(1).build();
        CompletableFuture<String> result = breaker.callAsync(RetrierAsyncTest.Deaf::new);
        assertThat(result).isCompletedExceptionally();
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }
}
