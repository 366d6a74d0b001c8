// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What plain resilience4j does, and {@link Retrier} and {@link Backoff} do not. A test that fails
 * here tells that a fault was mended upstream, and that code of ours may go.
 */
class PlainRetryFaultsTest {
    private static RetryConfig.Builder<Object> atOnce() {
        return RetryConfig.custom().maxAttempts(3).intervalFunction(attempt -> 0L);
    }

    @Test
    void plain_atItsCap_hasNoJitterLeft() {
        IntervalFunction plain = IntervalFunction.ofExponentialRandomBackoff(500, 2, .5, 30_000);
        Set<Long> draws = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            draws.add(plain.apply(20));
        }
        assertThat(draws).containsExactly(30_000L);
    }

    @Test
    void plain_whenTheIntervalForAResultIsNegative_throwsIllegalState() {
        Retry plain =
                Retry.of(
                        "plain",
                        RetryConfig.custom()
                                .retryOnResult(result -> true)
                                .intervalBiFunction((attempt, either) -> -1L)
                                .build());
        assertThat(catchThrowable(() -> plain.executeSupplier(() -> "text")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void plain_whenTheIntervalForAnExceptionIsNegative_countsNoFailure() {
        Retry plain =
                Retry.of(
                        "plain",
                        RetryConfig.custom().intervalBiFunction((attempt, either) -> -1L).build());
        assertThat(
                        catchThrowable(
                                () ->
                                        plain.executeCallable(
                                                () -> {
                                                    throw new IOException();
                                                })))
                .isInstanceOf(IOException.class);
        Retry.Metrics counted = plain.getMetrics();
        assertThat(counted.getNumberOfFailedCallsWithRetryAttempt()).isZero();
        assertThat(counted.getNumberOfFailedCallsWithoutRetryAttempt()).isZero();
    }

    @Test
    void plain_whenTheBreakerIsOpen_triesAgainAllTheSame() {
        Retry plain = Retry.of("plain", atOnce().build());
        CircuitBreaker open = CircuitBreaker.ofDefaults("open");
        open.transitionToOpenState();
        AtomicInteger tries = new AtomicInteger();
        assertThat(
                        catchThrowable(
                                () ->
                                        plain.executeRunnable(
                                                () -> {
                                                    tries.incrementAndGet();
                                                    open.executeRunnable(() -> {});
                                                })))
                .isInstanceOf(CallNotPermittedException.class);
        assertThat(tries).hasValue(3);
    }

    @Test
    void plain_whenInterrupted_triesAgainAndLosesTheFlag() {
        Retry plain = Retry.of("plain", atOnce().build());
        AtomicInteger tries = new AtomicInteger();
        assertThat(
                        catchThrowable(
                                () ->
                                        plain.executeCallable(
                                                () -> {
                                                    tries.incrementAndGet();
                                                    throw new InterruptedException();
                                                })))
                .isInstanceOf(InterruptedException.class);
        assertThat(tries).hasValue(3);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void plain_whenAListenerThrows_losesTheResult() {
        Retry plain = Retry.of("plain", atOnce().build());
        plain.getEventPublisher()
                .onSuccess(
                        event -> {
                            throw new IllegalStateException("listener");
                        });
        AtomicInteger tries = new AtomicInteger();
        Throwable thrown =
                catchThrowable(
                        () ->
                                plain.executeCallable(
                                        () -> {
                                            if (tries.incrementAndGet() == 1) {
                                                throw new IOException();
                                            }
                                            return "text";
                                        }));
        assertThat(thrown).hasMessage("listener");
    }
}
