// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mainstay.resilience.GaveUp.Reason;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetrierInterruptTest extends RetrierFixture {
    @AfterEach
    void clearTheFlag() {
        boolean unused = Thread.interrupted();
    }

    @Test
    void interrupt_duringTheWait_throwsTheLastErrorAndKeepsTheFlag() {
        Retrier retrier =
                builder()
                        .time(
                                time,
                                nanos -> {
                                    throw new InterruptedException();
                                },
                                (task, nanos) -> () -> {})
                        .build();
        Throwable thrown = thrownBy(retrier, failing(9));
        assertThat(thrown).isSameAs(broken);
        assertGaveUp(thrown, Reason.INTERRUPTED, 1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void interrupt_duringTheWaitInRealTime_endsIt() {
        Retrier retrier =
                Retrier.named("real")
                        .attempts(2)
                        .backoff(Backoff.fixed(Duration.ofMinutes(10)))
                        .build();
        Thread caller = Thread.currentThread();
        Throwable thrown =
                thrownBy(
                        retrier,
                        () -> {
                            Thread helper = new Thread(() -> interruptOnceAsleep(caller));
                            helper.start();
                            throw broken;
                        });
        assertGaveUp(thrown, Reason.INTERRUPTED, 1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private static void interruptOnceAsleep(Thread caller) {
        while (caller.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        caller.interrupt();
    }

    @Test
    void interrupt_beforeTheFailure_givesUpAndKeepsTheFlag() {
        Throwable thrown =
                thrownBy(
                        builder().build(),
                        () -> {
                            Thread.currentThread().interrupt();
                            throw broken;
                        });
        assertThat(thrown).isSameAs(broken);
        assertGaveUp(thrown, Reason.INTERRUPTED, 1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void interruptedException_isNotRetriedAndSetsTheFlag() {
        InterruptedException interrupt = new InterruptedException();
        Throwable thrown =
                thrownBy(builder().retryOn(error -> true).build(), failing(9, interrupt));
        assertThat(thrown).isSameAs(interrupt);
        assertGaveUp(thrown, Reason.INTERRUPTED, 1);
        assertThat(attempts).isEqualTo(1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void interruptedException_thatAFutureWrapped_isNotRetried() {
        Throwable thrown =
                thrownBy(
                        builder().build(),
                        failing(9, new ExecutionException(new InterruptedException())));
        assertGaveUp(thrown, Reason.INTERRUPTED, 1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void listener_thatThrows_replacesNeitherResultNorError() throws Exception {
        Retrier retrier = builder().build();
        retrier.unwrap()
                .getEventPublisher()
                .onEvent(
                        event -> {
                            throw new AssertionError("listener");
                        });
        assertThat(retrier.<String>call(failing(1))).isEqualTo("text");
        attempts = 0;
        assertThat(thrownBy(retrier, failing(9))).isSameAs(broken);
    }

    @Test
    void events_andCounters_areThoseOfTheAttempts() throws Exception {
        Retrier retrier = builder().build();
        List<String> events = new ArrayList<>();
        retrier.unwrap()
                .getEventPublisher()
                .onEvent(
                        event ->
                                events.add(
                                        event.getEventType()
                                                + " "
                                                + event.getNumberOfRetryAttempts()));
        assertThat(retrier.<String>call(failing(1))).isEqualTo("text");
        attempts = 0;
        assertThat(thrownBy(retrier, failing(9))).isSameAs(broken);
        assertThat(events).containsExactly("RETRY 1", "SUCCESS 1", "RETRY 1", "RETRY 2", "ERROR 3");
        Retry.Metrics counted = retrier.unwrap().getMetrics();
        assertThat(counted.getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
        assertThat(counted.getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
        assertThat(counted.getNumberOfTotalCalls()).isEqualTo(5);
        for (int call = 0; call < 3; call++) {
            assertThat(retrier.<String>call(() -> "at once")).isEqualTo("at once");
        }
        assertThat(counted.getNumberOfSuccessfulCallsWithoutRetryAttempt()).isEqualTo(3);
        assertThat(counted.getNumberOfTotalCalls()).isEqualTo(8);
        assertThat(events).as("no event for a success at once").hasSize(5);
    }

    @Test
    void over_usesTheAttemptsPredicateAndIntervalsOfTheExistingRetry() {
        Retry existing =
                Retry.of(
                        "theirs",
                        RetryConfig.custom()
                                .maxAttempts(4)
                                .intervalFunction(attempt -> attempt * 7L)
                                .retryExceptions(IOException.class)
                                .build());
        RetrierBuilder over = Retrier.over(existing);
        Retrier retrier =
                over.time(time, nanos -> waits.add(Duration.ofNanos(nanos)), null).build();
        assertThat(thrownBy(retrier, failing(9))).isSameAs(broken);
        assertThat(waits).containsExactly(millis(7), millis(14), millis(21));
        attempts = 0;
        Throwable other = thrownBy(retrier, failing(9, new IllegalStateException()));
        assertGaveUp(other, Reason.NOT_RETRYABLE, 1);
        assertThat(existing.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
    }

    @Test
    void over_aRetryOfResults_isRefused() {
        Retry existing =
                Retry.of("theirs", RetryConfig.custom().retryOnResult(result -> true).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retrier.over(existing))
                .withMessageContaining("must not retry on results");
        assertThatIllegalStateException()
                .isThrownBy(() -> Retrier.over(Retry.ofDefaults("plain")).attempts(2));
    }

    @Test
    void sharedError_thrownForEver_doesNotCollectNotesWithoutEnd() {
        for (int i = 0; i < 100; i++) {
            attempts = 0;
            assertThat(thrownBy(builder().attempts(1).build(), failing(9))).isSameAs(broken);
        }
        assertThat(broken.getSuppressed().length).isLessThanOrEqualTo(16);
    }
}
