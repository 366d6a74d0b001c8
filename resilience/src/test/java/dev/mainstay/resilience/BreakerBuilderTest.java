// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static dev.mainstay.resilience.Window.last;
import static dev.mainstay.resilience.Window.lastCalls;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BreakerBuilderTest extends BreakerFixture {
    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void defaults_areThoseThatTheJavadocSays() {
        Breaker breaker = Breaker.named("x").time(time).random(() -> 1).build();
        fail(breaker, 4);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);
        assertThat(breaker.retryAfter()).contains(ofSeconds(33));
        time.advance(ofSeconds(33));
        Permit trial = breaker.acquire();
        attempt(breaker::acquire);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        time.advance(ofMinutes(1));
        attempt(breaker::acquire);
        assertThat(breaker.state()).as("a trial lasts 1 min").isEqualTo(BreakerState.OPEN);
        assertThat(breaker.retryAfter()).as("does not grow").contains(ofSeconds(33));
        trial.close();
        time.advance(ofSeconds(33));
        succeed(breaker);
        assertThat(breaker.state()).as("one trial closes").isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void resilience4j_isToldNotToDecideWhatTheBreakerDecides() {
        CircuitBreakerConfig config =
                builder().failuresInARow(3).build().unwrap().getCircuitBreakerConfig();
        assertThat(config.isAutomaticTransitionFromOpenToHalfOpenEnabled()).isFalse();
        assertThat(config.getMaxWaitDurationInHalfOpenState()).isZero();
        assertThat(config.getSlidingWindowSize()).isEqualTo(3);
        assertThat(config.getSlowCallDurationThreshold().toDays()).isGreaterThan(100_000);
    }

    @Test
    void events_ofResilience4j_tellTheWholeStory() {
        Breaker breaker = threeTwoMinutesTwo();
        List<String> events = new ArrayList<>();
        breaker.unwrap()
                .getEventPublisher()
                .onStateTransition(
                        event -> events.add(event.getStateTransition().getToState().name()))
                .onCallNotPermitted(event -> events.add("refused"));
        fail(breaker, 4);
        time.advance(ofMinutes(2));
        Permit first = breaker.acquire();
        Permit second = breaker.acquire();
        attempt(breaker::acquire);
        first.success();
        second.success();
        breaker.isolate();
        breaker.reset();
        assertThat(events)
                .containsExactly(
                        "OPEN",
                        "refused",
                        "HALF_OPEN",
                        "refused",
                        "CLOSED",
                        "FORCED_OPEN",
                        "CLOSED");
    }

    @Test
    void arguments_outsideTheirRange_areRefusedWithTheValue() {
        assertRefused(
                () -> Breaker.named("Bad"),
                "name must match [a-z0-9][a-z0-9-]{0,62}, but was 'Bad'");
        assertRefused(
                () -> builder().failuresInARow(0),
                "failuresInARow must be between 1 and 1000, but was 0");
        assertRefused(
                () -> builder().failureRate(101),
                "failureRate must be between 1 and 100, but was 101");
        assertRefused(
                () -> builder().slowCalls(50, ZERO),
                "slowerThan must be between PT0.001S and PT24H, but was PT0S");
        assertRefused(
                () -> builder().openFor(ZERO),
                "openFor must be between PT0.001S and PT24H, but was PT0S");
        assertRefused(
                () -> builder().openJitter(Double.NaN),
                "openJitter must be between 0.0 and 1.0, but was NaN");
        assertRefused(
                () -> builder().trialCalls(0), "trialCalls must be between 1 and 100, but was 0");
        assertRefused(() -> lastCalls(0), "calls must be between 1 and 10000, but was 0");
        assertRefused(() -> last(ofMillis(1_500)), "period must be whole seconds, but was PT1.5S");
    }

    @Test
    void limits_thatContradictEachOther_areRefused() {
        assertRefused(
                () -> builder().openFor(ofSeconds(9)).openForAtMost(ofSeconds(8)).build(),
                "openForAtMost must not be less than openFor PT9S, but was PT8S");
        assertRefused(
                () -> builder().failureRate(50).over(lastCalls(3)).minimumCalls(4).build(),
                "minimumCalls must not be more than the window of 3 calls, but was 4");
        assertRefused(
                () -> builder().failuresInARow(3).minimumCalls(4).build(),
                "minimumCalls needs a failureRate, but failuresInARow is 3");
    }
}
