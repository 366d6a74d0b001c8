// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.FakeTime;
import dev.mainstay.resilience.circuit.Admission.Trial;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BreakerStressTest {
    private static final int THREADS = 4;
    private static final int TRIALS = 2;
    private static final int ROUNDS = 2_000;
    private static final int MOST_CALLS = 5_000_000;

    private final Map<Object, AtomicInteger> trials = new ConcurrentHashMap<>();
    private final AtomicInteger mostTrials = new AtomicInteger();

    @Test
    void trials_fromManyThreads_areNeverMoreThanAllowedAndNeverLost() throws Exception {
        FakeTime time = new FakeTime();
        Breaker breaker =
                Breaker.named("stress")
                        .failuresInARow(2)
                        .openFor(ofMillis(1))
                        .trialCalls(TRIALS)
                        .trialTimeout(ofSeconds(60))
                        .openJitter(0)
                        .time(time)
                        .build();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.execute(() -> calls(breaker, time, random));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        assertThat(mostTrials.get()).isBetween(1, TRIALS);
        assertThat(trials.size())
                .as("times of HALF_OPEN, one for each of OPEN at most")
                .isLessThanOrEqualTo((int) breaker.counters().opened.sum());
        assertThat(breaker.counters().opened.sum()).as("never wedged").isGreaterThan(ROUNDS);
        assertCloses(breaker, time);
    }

    /** Calls until the circuit has opened so often; some refusals pass the time. */
    private void calls(Breaker breaker, FakeTime time, SplittableRandom random) {
        for (int i = 0; i < MOST_CALLS && breaker.counters().opened.sum() <= ROUNDS; i++) {
            try {
                end(breaker.acquire(), random.nextInt(10));
            } catch (BreakerOpenException e) {
                if (random.nextInt(64) == 0) {
                    // All at once, so that those who wait for it meet at the same moment.
                    time.advance(ofMillis(1));
                }
            }
        }
    }

    /** A trial is told from a plain call by its permit, as no state read later could. */
    private void end(Permit permit, int how) {
        if (permit.admission() instanceof Trial trial) {
            // What is taken of a state is given back by a release alone.
            AtomicInteger taken = trials.computeIfAbsent(trial.state(), s -> new AtomicInteger());
            mostTrials.accumulateAndGet(taken.incrementAndGet(), Math::max);
            for (int spin = 0; spin < 100; spin++) {
                Thread.onSpinWait();
            }
            if (how == 0) {
                taken.decrementAndGet();
            }
        }
        switch (how) {
            case 0 -> permit.close();
            case 1, 2, 3 -> permit.failure(new IOException());
            case 4 -> permit.failure(new AssertionError());
            default -> permit.success();
        }
    }

    /** Whatever went before: with time and successes the circuit closes. */
    private static void assertCloses(Breaker breaker, FakeTime time) {
        for (int i = 0; i < TRIALS && breaker.state() != BreakerState.CLOSED; i++) {
            time.advance(ofSeconds(1));
            breaker.run(() -> {});
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }
}
