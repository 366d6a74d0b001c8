// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static dev.mainstay.resilience.Window.last;
import static dev.mainstay.resilience.Window.lastCalls;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BreakerClosedTest extends BreakerFixture {
    @Test
    void call_whenClosed_returnsTheResult() throws Exception {
        assertThat(threeTwoMinutesTwo().<String>call(() -> "text")).isEqualTo("text");
    }

    @Test
    void call_whenTheResultIsNull_returnsNull() throws Exception {
        assertThat(threeTwoMinutesTwo().<String>call(() -> null)).isNull();
    }

    @Test
    void failuresInARow_whenASuccessComesBetween_doNotOpen() {
        Breaker breaker = threeTwoMinutesTwo();
        fail(breaker, 2);
        succeed(breaker);
        fail(breaker, 2);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.failuresInARow()).isEqualTo(2);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void failureRate_whenReachedByASuccess_opens() {
        Breaker breaker = builder().failureRate(50).over(lastCalls(10)).minimumCalls(4).build();
        fail(breaker, 2);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.retryAfter()).contains(ofSeconds(30));
    }

    @Test
    void failureRate_overATimeWindow_forgetsWhatIsOld() {
        Breaker breaker = builder().failureRate(50).over(last(ofSeconds(10))).build();
        fail(breaker, 4);
        time.advance(ofSeconds(11));
        fail(breaker, 4);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void failureRate_onAQuietService_opensAfterFiveCallsUnlessToldOtherwise() {
        Breaker breaker = builder().failureRate(50).over(lastCalls(100)).build();
        fail(breaker, 4);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void slowCalls_whenConfigured_open() {
        Breaker breaker = builder().failuresInARow(3).slowCalls(100, ofSeconds(1)).build();
        for (int i = 0; i < 3; i++) {
            assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
            breaker.run(() -> time.advance(ofSeconds(2)));
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.lastFailure()).isEmpty();
    }

    @Test
    void slowCalls_whenNotConfigured_areSuccesses() {
        Breaker breaker = threeTwoMinutesTwo();
        for (int i = 0; i < 50; i++) {
            breaker.run(() -> time.advance(ofSeconds(61)));
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void call_whenTheErrorIsThrown_countsAFailureAndRethrowsIt() {
        Breaker breaker = threeTwoMinutesTwo();
        AssertionError error = new AssertionError("no");
        for (int i = 0; i < 3; i++) {
            assertThat(
                            catchThrowable(
                                    () ->
                                            breaker.call(
                                                    () -> {
                                                        throw error;
                                                    })))
                    .isSameAs(error);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void interrupt_isCountedNeitherWay() {
        Breaker breaker = threeTwoMinutesTwo();
        fail(breaker, 2);
        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(
                            () ->
                                    breaker.call(
                                            () -> {
                                                throw new InterruptedException();
                                            }));
        }
        assertThat(breaker.failuresInARow()).isEqualTo(2);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void countsAsFailure_whenFalse_countsASuccess() {
        Breaker breaker =
                builder()
                        .failuresInARow(2)
                        .countsAsFailure(thrown -> thrown instanceof IOException)
                        .build();
        fail(breaker, 1);
        attempt(
                () ->
                        breaker.run(
                                () -> {
                                    throw new IllegalStateException("404");
                                }));
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void ignores_whenTrue_countsNeitherWay() {
        Breaker breaker =
                builder().failuresInARow(2).ignores(t -> t instanceof IOException).build();
        fail(breaker, 10);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.failuresInARow()).isZero();
    }

    @Test
    void outcome_whenWrappedByAFuture_isUnwrappedForThePredicates() {
        List<Throwable> seen = new ArrayList<>();
        Breaker breaker = builder().countsAsFailure(seen::add).build();
        var wrapped = new CompletionException(new ExecutionException(broken));
        assertThat(
                        catchThrowable(
                                () ->
                                        breaker.run(
                                                () -> {
                                                    throw wrapped;
                                                })))
                .isSameAs(wrapped);
        assertThat(seen).containsExactly(broken);
    }

    @Test
    void outcome_whenAWrapperHasNoCause_isAFailure() {
        Breaker breaker = builder().failuresInARow(1).build();
        var bare = new CompletionException("bare", null);
        assertThat(
                        catchThrowable(
                                () ->
                                        breaker.run(
                                                () -> {
                                                    throw bare;
                                                })))
                .isSameAs(bare);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void predicate_thatThrows_makesAFailureAndKeepsTheError() {
        IllegalStateException bug = new IllegalStateException("bug");
        Breaker breaker =
                builder()
                        .failuresInARow(2)
                        .countsAsFailure(
                                t -> {
                                    throw bug;
                                })
                        .build();
        IOException mine = new IOException("mine");
        Throwable thrown =
                catchThrowable(
                        () ->
                                breaker.call(
                                        () -> {
                                            throw mine;
                                        }));
        assertThat(thrown).isSameAs(mine).hasSuppressedException(bug);
        attempt(
                () ->
                        breaker.run(
                                () -> {
                                    throw bug;
                                }));
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void listener_thatThrows_doesNotReplaceTheResult() throws Exception {
        Breaker breaker = threeTwoMinutesTwo();
        breaker.unwrap()
                .getEventPublisher()
                .onEvent(
                        event -> {
                            throw new AssertionError("listener");
                        });
        assertThat(breaker.<String>call(() -> "text")).isEqualTo("text");
        assertThat(catchThrowable(() -> breaker.call(fails))).isSameAs(broken);
        fail(breaker, 2);
        time.advance(ofMinutes(2));
        succeed(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void clock_whenNobodyReadsTheTime_isNotRead() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        Breaker breaker =
                Breaker.named("untimed").time(() -> reads.incrementAndGet() * 1_000L).build();
        int before = reads.get();
        breaker.call(() -> "ok");
        assertThat(reads).hasValue(before);
        breaker.unwrap().getEventPublisher().onSuccess(event -> {});
        breaker.call(() -> "ok");
        assertThat(reads.get()).as("a listener reads it").isGreaterThanOrEqualTo(before + 2);
    }
}
