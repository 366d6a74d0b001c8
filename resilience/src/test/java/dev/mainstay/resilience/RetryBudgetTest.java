// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.FakeTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final FakeTime time = new FakeTime();

    private RetryBudget budget(double ratio, int floor) {
        return new RetryBudget(ratio, floor, ofSeconds(10), time);
    }

    private static int withdrawAll(RetryBudget budget) {
        int taken = 0;
        while (budget.withdraw()) {
            taken++;
        }
        return taken;
    }

    @Test
    void withdraw_allowsTheRatioOfFirstAttempts() {
        RetryBudget budget = budget(0.2, 0);
        assertThat(budget.withdraw()).isFalse();
        for (int i = 0; i < 50; i++) {
            budget.deposit();
        }
        assertThat(withdrawAll(budget)).isEqualTo(10);
        assertThat(budget.denied()).isEqualTo(2);
    }

    @Test
    void withdraw_withoutTraffic_allowsTheFloorOfTheWindow() {
        assertThat(withdrawAll(budget(0.2, 10))).isEqualTo(100);
    }

    @Test
    void withdraw_whenTheWindowHasPassed_startsAnew() {
        RetryBudget budget = budget(0.5, 1);
        for (int i = 0; i < 20; i++) {
            budget.deposit();
        }
        assertThat(withdrawAll(budget)).isEqualTo(20);
        time.advance(ofSeconds(9));
        assertThat(withdrawAll(budget)).isZero();
        time.advance(ofSeconds(1));
        assertThat(withdrawAll(budget)).as("the floor alone").isEqualTo(10);
    }

    @Test
    void withdraw_afterALongSilence_countsNothingOld() {
        RetryBudget budget = budget(1, 0);
        for (int i = 0; i < 20; i++) {
            budget.deposit();
        }
        time.advance(ofHours(1));
        assertThat(budget.withdraw()).isFalse();
        budget.deposit();
        assertThat(withdrawAll(budget)).isEqualTo(1);
    }

    @Test
    void withdraw_fromManyThreads_neverOverspends() throws Exception {
        RetryBudget budget = budget(0.5, 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            budget.deposit();
        }
        for (int i = 0; i < 4; i++) {
            threads.execute(
                    () -> {
                        awaitQuietly(start);
                        taken.addAndGet(withdrawAll(budget));
                    });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(taken).hasValue(5_000);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void defaults_areTenASecondOverTenSeconds() {
        assertThat(withdrawAll(RetryBudget.ratio(0.2))).isBetween(100, 110);
    }

    @Test
    void arguments_outsideTheirRange_areRefusedWithTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryBudget.ratio(1.5))
                .withMessage("ratio must be between 0.0 and 1.0, but was 1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> RetryBudget.ratio(Double.NaN));
    }
}
