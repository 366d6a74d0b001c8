// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.resilience.GaveUp.Reason;
import dev.mainstay.resilience.RetrierBuilder.Settings;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetrierTest extends RetrierFixture {
    @Test
    void call_whenItSucceedsAtOnce_waitsForNothing() throws Exception {
        assertThat(builder().build().<String>call(failing(0))).isEqualTo("text");
        assertThat(waits).isEmpty();
    }

    @Test
    void call_whenItFailsTwice_waitsByTheBackoffAndReturnsTheResult() throws Exception {
        assertThat(builder().build().<String>call(failing(2))).isEqualTo("text");
        assertThat(waits).containsExactly(millis(100), millis(200));
    }

    @Test
    void call_whenAllAttemptsFail_throwsTheLastErrorWithTheReason() {
        Throwable thrown = thrownBy(builder().attempts(4).build(), failing(9));
        assertThat(thrown).isSameAs(broken);
        assertGaveUp(thrown, Reason.ATTEMPTS, 4);
        assertThat(GaveUp.of(thrown).orElseThrow())
                .hasMessage("'extractor' gave up after 4 attempts: ATTEMPTS");
        assertThat(attempts).isEqualTo(4);
        assertThat(waits).containsExactly(millis(100), millis(200), millis(400));
    }

    @Test
    void call_whenTheErrorIsNotRetryable_givesUpAtOnce() {
        Retrier retrier = builder().retryOn(error -> !(error instanceof IOException)).build();
        assertGaveUp(thrownBy(retrier, failing(1)), Reason.NOT_RETRYABLE, 1);
        assertThat(waits).isEmpty();
    }

    @Test
    void errorsAndCancellations_byDefault_areNotRetried() {
        assertGaveUp(
                thrownBy(builder().build(), failing(1, new AssertionError())),
                Reason.NOT_RETRYABLE,
                1);
        attempts = 0;
        assertGaveUp(
                thrownBy(builder().build(), failing(1, new CancellationException())),
                Reason.NOT_RETRYABLE,
                1);
    }

    @Test
    void retryOn_seesWhatAFutureWrapped() {
        List<Throwable> seen = new ArrayList<>();
        Retrier retrier = builder().attempts(1).retryOn(seen::add).build();
        Throwable wrapped = new CompletionException(broken);
        assertThat(thrownBy(retrier, failing(1, wrapped))).isSameAs(wrapped);
        assertThat(seen).containsExactly(broken);
    }

    @Test
    void retryOn_thatThrows_givesUpAndKeepsTheError() {
        IllegalStateException bug = new IllegalStateException("bug");
        Retrier retrier =
                builder()
                        .retryOn(
                                error -> {
                                    throw bug;
                                })
                        .build();
        Throwable thrown = thrownBy(retrier, failing(1));
        assertThat(thrown).isSameAs(broken).hasSuppressedException(bug);
        assertGaveUp(thrown, Reason.NOT_RETRYABLE, 1);
    }

    @Test
    void backoff_thatThrowsOrIsNegative_givesUpAndKeepsTheError() {
        Retrier throwing =
                builder()
                        .backoff(
                                (attempt, previous) -> {
                                    throw new IllegalStateException("bug");
                                })
                        .build();
        assertGaveUp(thrownBy(throwing, failing(1)), Reason.BACKOFF, 1);
        assertThat(throwing.counters().gaveUp(Reason.BACKOFF).sum()).isEqualTo(1);
        Retrier negative = builder().backoff((attempt, previous) -> millis(-1)).build();
        attempts = 0;
        Throwable thrown = thrownBy(negative, failing(1));
        assertThat(thrown).isSameAs(broken);
        assertGaveUp(thrown, Reason.BACKOFF, 1);
    }

    @Test
    void backoff_isToldTheAttemptAndThePreviousWait() {
        List<String> told = new ArrayList<>();
        Retrier retrier =
                builder()
                        .attempts(4)
                        .backoff(
                                (attempt, previous) -> {
                                    told.add(attempt + ":" + previous.toMillis());
                                    return millis(attempt * 10L);
                                })
                        .build();
        assertThat(thrownBy(retrier, failing(9))).isSameAs(broken);
        assertThat(told).containsExactly("1:0", "2:10", "3:20");
    }

    @Test
    void stopWhen_whenTrue_givesUpBeforeTheWait() {
        assertGaveUp(
                thrownBy(builder().stopWhen(() -> attempts == 2).build(), failing(9)),
                Reason.STOPPED,
                2);
        assertThat(waits).containsExactly(millis(100));
    }

    @Test
    void stopWhen_thatThrows_givesUp() {
        Retrier retrier =
                builder()
                        .stopWhen(
                                () -> {
                                    throw new IllegalStateException("bug");
                                })
                        .build();
        assertGaveUp(thrownBy(retrier, failing(9)), Reason.STOPPED, 1);
    }

    @Test
    void refusals_ofABreaker_areNotRetried() {
        BreakerOpenException refusal =
                new BreakerOpenException("b", BreakerState.OPEN, "why", 1, null);
        assertGaveUp(thrownBy(builder().build(), failing(9, refusal)), Reason.BREAKER_OPEN, 1);
        attempts = 0;
        CircuitBreaker theirs = CircuitBreaker.ofDefaults("theirs");
        Throwable refused = CallNotPermittedException.createCallNotPermittedException(theirs);
        assertThat(thrownBy(builder().build(), failing(9, refused))).isSameAs(refused);
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void defaults_areThoseThatTheJavadocSays() {
        Settings defaults = Retrier.named("x").build().settings();
        assertThat(defaults.attempts()).isEqualTo(3);
        assertThat(defaults.maxHint()).isEqualTo(ofMinutes(1));
        assertThat(defaults.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(defaults.attemptNanos()).isEqualTo(1_000_000);
        assertThat(defaults.budget()).isNull();
        assertThat(defaults.stopWhen().getAsBoolean()).isFalse();
        // The longest of so many draws is close to the limit, whatever the seed.
        assertThat(longest(defaults, 1)).isBetween(Duration.ofMillis(95), Duration.ofMillis(100));
        assertThat(longest(defaults, 99)).isBetween(Duration.ofMillis(9_500), ofSeconds(10));
    }

    private Duration longest(Settings settings, int attempt) {
        return Stream.generate(() -> settings.backoff().delay(attempt, Duration.ZERO, broken))
                .limit(2_000)
                .max(Duration::compareTo)
                .orElseThrow();
    }

    @Test
    void gaveUp_says_whatItWasWeighedBy() {
        Throwable thrown =
                thrownBy(
                        builder()
                                .deadline(ofSeconds(2))
                                .backoff(Backoff.fixed(ofSeconds(5)))
                                .build(),
                        failing(1));
        assertThat(GaveUp.of(thrown).orElseThrow())
                .hasMessage(
                        "'extractor' gave up after 1 attempt: DEADLINE (a wait of 5s and 0s"
                                + " for the attempt, with 2s left)");
        assertThat(GaveUp.of(new CompletionException(thrown))).isPresent();
    }

    @Test
    void arguments_outsideTheirRange_areRefusedWithTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().attempts(0))
                .withMessage("attempts must be between 1 and 1000, but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().deadline(Duration.ZERO))
                .withMessage("deadline must be between PT0.001S and PT24H, but was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retrier.named("Not Good"))
                .withMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was 'Not Good'");
    }
}
