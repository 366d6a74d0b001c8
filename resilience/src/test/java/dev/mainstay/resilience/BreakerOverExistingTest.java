// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mainstay.resilience.circuit.CircuitCounters;
import dev.mainstay.resilience.circuit.CircuitSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class BreakerOverExistingTest extends BreakerFixture {
    @Test
    void over_countsTrialsByTheCircuitsConfiguration() {
        CircuitBreaker existing =
                CircuitBreaker.of(
                        "theirs",
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(2)
                                .minimumNumberOfCalls(2)
                                .permittedNumberOfCallsInHalfOpenState(2)
                                .waitDurationInOpenState(Duration.ofMillis(1))
                                .build());
        Breaker breaker = Breaker.over(existing);
        fail(breaker, 2);
        assertThat(existing.getState()).isEqualTo(State.OPEN);
        existing.transitionToHalfOpenState();
        succeed(breaker);
        assertThat(existing.getState()).isEqualTo(State.HALF_OPEN);
        fail(breaker, 1);
        assertThat(existing.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void over_whenTheWaitFunctionThrows_keepsNoResultFromItsCaller() {
        AtomicInteger calls = new AtomicInteger();
        CircuitBreaker existing =
                CircuitBreaker.of(
                        "theirs",
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(1)
                                .minimumNumberOfCalls(1)
                                .waitIntervalFunctionInOpenState(
                                        round -> {
                                            calls.incrementAndGet();
                                            throw new IllegalStateException("bug");
                                        })
                                .build());
        Breaker breaker = Breaker.over(existing);
        assertThat(catchThrowable(() -> breaker.call(fails))).isSameAs(broken);
        assertThat(calls.get()).isPositive();
    }

    private static CircuitBreakerConfig.Builder two() {
        return CircuitBreakerConfig.custom().slidingWindowSize(2).minimumNumberOfCalls(2);
    }

    private static Breaker over(CircuitBreakerConfig.Builder config) {
        return Breaker.over(CircuitBreaker.of("theirs", config.build()));
    }

    @Test
    void over_whenThePredicateThrowsAnError_theCallerStillGetsTheCallsOwn() {
        Breaker breaker =
                over(
                        two().recordException(
                                        thrown -> {
                                            throw new AssertionError("bug");
                                        }));
        assertThat(catchThrowable(() -> breaker.call(fails))).isSameAs(broken);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> result = breaker.callAsync(() -> stage);
        stage.completeExceptionally(broken);
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void over_whenTheWaitFunctionThrows_opensAllTheSame() {
        IntFunction<Breaker> throwsFrom =
                first ->
                        over(
                                two().permittedNumberOfCallsInHalfOpenState(1)
                                        .waitIntervalFunctionInOpenState(
                                                round -> {
                                                    if (round >= first) {
                                                        throw new AssertionError("bug");
                                                    }
                                                    return 1L;
                                                }));
        Breaker first = throwsFrom.apply(1);
        fail(first, 2);
        assertThat(first.state()).isEqualTo(BreakerState.OPEN);
        assertThat(first.retryAfter().orElseThrow()).isGreaterThan(Duration.ofSeconds(50));
        Breaker second = throwsFrom.apply(2);
        fail(second, 2);
        second.unwrap().transitionToHalfOpenState();
        fail(second, 1);
        assertThat(second.state()).as("the trial failed").isEqualTo(BreakerState.OPEN);
        assertThat(second.retryAfter().orElseThrow()).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void over_whenSlownessIsTheDefaultOfSixtySeconds_slowSuccessesDoNotOpen() {
        CircuitBreaker theirs = CircuitBreaker.of("theirs", two().build());
        Breaker breaker = new Breaker(theirs, CircuitSettings.over(theirs, time, Breaker.LOG));
        CircuitCounters.Calls unused = breaker.counters().bind();
        for (int i = 0; i < 3; i++) {
            breaker.run(() -> time.advance(Duration.ofSeconds(61)));
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }
}
