// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.resilience.GaveUp.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetrierLimitsTest extends RetrierFixture {
    @Test
    void deadline_whenTheWaitDoesNotFit_givesUpWithoutWaiting() {
        Retrier retrier = builder().attempts(9).deadline(millis(700)).build();
        assertGaveUp(thrownBy(retrier, failing(9)), Reason.DEADLINE, 3);
        assertThat(waits).containsExactly(millis(100), millis(200));
    }

    @Test
    void deadline_countsTheTimeOfTheAttempts() {
        Retrier retrier = builder().attempts(9).deadline(ofSeconds(3)).build();
        Throwable thrown =
                thrownBy(
                        retrier,
                        () -> {
                            time.advance(millis(1_400));
                            throw broken;
                        });
        assertGaveUp(thrown, Reason.DEADLINE, 2);
    }

    @Test
    void deadline_whenTheWaitWouldEndRightAtIt_givesUpForTheAttemptWouldBeDoomed() {
        Retrier exact = builder().deadline(millis(100)).build();
        assertGaveUp(thrownBy(exact, failing(9)), Reason.DEADLINE, 1);
        Retrier needy = builder().deadline(millis(500)).attemptTime(millis(450)).build();
        attempts = 0;
        assertGaveUp(thrownBy(needy, failing(9)), Reason.DEADLINE, 1);
    }

    @Test
    void attempt_isToldItsNumberAndWhatRemains() throws Exception {
        List<String> told = new ArrayList<>();
        Retrier retrier = builder().deadline(ofSeconds(2)).build();
        String text =
                retrier.call(
                        attempt -> {
                            told.add(
                                    attempt.number()
                                            + ":"
                                            + attempt.remaining().orElseThrow().toMillis()
                                            + ":"
                                            + attempt.timeout(millis(1_800)).toMillis());
                            return failing(2).call();
                        });
        assertThat(text).isEqualTo("text");
        assertThat(told).containsExactly("1:2000:1800", "2:1900:1800", "3:1700:1700");
    }

    @Test
    void attempt_withoutADeadline_hasTheUsualTimeout() throws Exception {
        Optional<Duration> remaining = builder().build().call(Attempt::remaining);
        assertThat(remaining).isEmpty();
        Duration timeout = builder().build().call(attempt -> attempt.timeout(ofSeconds(7)));
        assertThat(timeout).isEqualTo(ofSeconds(7));
    }

    @Test
    void hint_longerThanTheBackoff_isWaitedAndNeverUndercut() {
        Retrier retrier = builder().attempts(2).hint(error -> Optional.of(ofSeconds(7))).build();
        assertThat(thrownBy(retrier, failing(9))).isSameAs(broken);
        assertThat(waits).containsExactly(ofSeconds(7));
    }

    @Test
    void hint_shorterThanTheBackoff_doesNotShortenIt() {
        Retrier retrier = builder().attempts(2).hint(error -> Optional.of(millis(1))).build();
        assertThat(thrownBy(retrier, failing(9))).isSameAs(broken);
        assertThat(waits).containsExactly(millis(100));
    }

    @Test
    void hint_aboveItsMaximumOrTheDeadline_givesUpNow() {
        Retrier tooLong =
                builder().maxHint(ofMinutes(1)).hint(e -> Optional.of(ofMinutes(2))).build();
        assertGaveUp(thrownBy(tooLong, failing(9)), Reason.HINT, 1);
        Retrier tooLate =
                builder().deadline(ofSeconds(5)).hint(e -> Optional.of(ofSeconds(7))).build();
        attempts = 0;
        assertGaveUp(thrownBy(tooLate, failing(9)), Reason.DEADLINE, 1);
        assertThat(waits).isEmpty();
    }

    @Test
    void hint_thatThrows_isNoHint() throws Exception {
        Retrier retrier =
                builder()
                        .hint(
                                error -> {
                                    throw new IllegalStateException("bug");
                                })
                        .build();
        assertThat(retrier.<String>call(failing(1))).isEqualTo("text");
        assertThat(waits).containsExactly(millis(100));
    }

    @Test
    void budget_whenSpent_givesUp() {
        RetryBudget budget = new RetryBudget(0.5, 0, ofSeconds(10), time);
        Retrier retrier = builder().attempts(9).budget(budget).build();
        assertGaveUp(thrownBy(retrier, failing(99)), Reason.BUDGET, 1);
        assertGaveUp(thrownBy(retrier, failing(99)), Reason.BUDGET, 2);
        assertThat(retrier.counters().gaveUp(Reason.BUDGET).sum()).isEqualTo(2);
    }

    @Test
    void budget_countsAnAttemptWhenItStarts() throws Exception {
        RetryBudget budget = new RetryBudget(1, 0, ofSeconds(10), time);
        AtomicInteger allowed = new AtomicInteger();
        String text =
                builder()
                        .budget(budget)
                        .build()
                        .call(
                                () -> {
                                    allowed.set(budget.withdraw() ? 1 : 0);
                                    return "text";
                                });
        assertThat(text).isEqualTo("text");
        assertThat(allowed).hasValue(1);
    }
}
