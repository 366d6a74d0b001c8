// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
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
}
