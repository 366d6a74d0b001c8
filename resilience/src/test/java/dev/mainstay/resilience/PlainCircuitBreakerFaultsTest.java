// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mainstay.internal.Throwables;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What plain resilience4j does, and {@link Breaker} does not. A test that fails here tells that a
 * fault was mended upstream, and that code of ours may go.
 */
class PlainCircuitBreakerFaultsTest {
    private static CircuitBreakerConfig.Builder threeInARow() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(3)
                .minimumNumberOfCalls(3)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(2);
    }

    private static CircuitBreaker halfOpen(CircuitBreakerConfig config) {
        CircuitBreaker plain = CircuitBreaker.of("plain", config);
        plain.transitionToOpenState();
        plain.transitionToHalfOpenState();
        return plain;
    }

    private static void attempt(CircuitBreaker plain, Throwable toThrow) {
        Throwable unused =
                catchThrowable(
                        () ->
                                plain.executeCallable(
                                        () -> {
                                            throw Throwables.<Exception>raise(toThrow);
                                        }));
    }

    @Test
    void plain_whenTrialsThrowErrors_refusesForGood() {
        CircuitBreaker plain = halfOpen(threeInARow().build());
        attempt(plain, new AssertionError());
        attempt(plain, new AssertionError());
        assertThat(catchThrowable(() -> plain.executeCallable(() -> "ok")))
                .isInstanceOf(CallNotPermittedException.class);
        assertThat(plain.getState()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void plain_whenThePredicateThrows_refusesForGood() {
        CircuitBreaker plain =
                halfOpen(
                        threeInARow()
                                .recordException(
                                        thrown -> {
                                            throw new IllegalStateException("bug");
                                        })
                                .build());
        attempt(plain, new IOException());
        attempt(plain, new IOException());
        assertThat(catchThrowable(() -> plain.executeCallable(() -> "ok")))
                .isInstanceOf(CallNotPermittedException.class);
        assertThat(plain.getState()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void plain_whenCallsBegunInClosedEndInHalfOpen_letsThemDecideTheTrial() {
        CircuitBreaker plain = CircuitBreaker.of("plain", threeInARow().build());
        plain.acquirePermission();
        plain.acquirePermission();
        plain.transitionToOpenState();
        plain.transitionToHalfOpenState();
        plain.onSuccess(1, TimeUnit.SECONDS);
        plain.onSuccess(1, TimeUnit.SECONDS);
        assertThat(plain.getState()).as("closed without a single trial").isEqualTo(State.CLOSED);
    }

    @Test
    void plain_whenAStalePermissionIsReleased_grantsAnExtraTrial() {
        CircuitBreaker plain = CircuitBreaker.of("plain", threeInARow().build());
        plain.acquirePermission();
        plain.transitionToOpenState();
        plain.transitionToHalfOpenState();
        plain.releasePermission();
        assertThat(plain.tryAcquirePermission()).isTrue();
        assertThat(plain.tryAcquirePermission()).isTrue();
        assertThat(plain.tryAcquirePermission()).as("a third of two").isTrue();
    }

    @Test
    void plain_whenOneOfTwoTrialsFails_closesAllTheSame() {
        CircuitBreaker plain = halfOpen(threeInARow().build());
        attempt(plain, new IOException());
        plain.executeRunnable(() -> {});
        assertThat(plain.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void plain_afterOneFailureInARow_closesAfterOneOfTwoTrials() {
        CircuitBreaker plain =
                halfOpen(threeInARow().slidingWindowSize(1).minimumNumberOfCalls(1).build());
        plain.executeRunnable(() -> {});
        assertThat(plain.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void plain_whenSuccessesTakeSixtyOneSeconds_opens() {
        CircuitBreaker plain = CircuitBreaker.of("plain", threeInARow().build());
        for (int i = 0; i < 3; i++) {
            plain.onSuccess(61, TimeUnit.SECONDS);
        }
        assertThat(plain.getState()).isEqualTo(State.OPEN);
    }
}
