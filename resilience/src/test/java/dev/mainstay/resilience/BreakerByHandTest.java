// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BreakerByHandTest extends BreakerFixture {
    private static final int CALLERS = 3;
    private static final int ROUNDS = 4_000;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicBoolean isolated = new AtomicBoolean();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    @Test
    void isolateAndReset_againstCallers_holdAndThrowNothing() throws Exception {
        Breaker breaker =
                Breaker.named("by-hand")
                        .failuresInARow(1)
                        .openFor(ofMillis(1))
                        .openJitter(0)
                        .time(time)
                        .build();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.execute(() -> calls(breaker, random));
        }
        int undone = 0;
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < ROUNDS; round++) {
            spin(random.nextInt(2_000));
            breaker.isolate();
            for (int look = 0; look < 200; look++) {
                undone += breaker.state() == BreakerState.ISOLATED ? 0 : 1;
            }
            breaker.reset();
        }
        stop.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(unexpected).isEmpty();
        assertThat(undone).as("looks at an isolated breaker that was not").isZero();
        breaker.reset();
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    private void calls(Breaker breaker, SplittableRandom random) {
        while (!stop.get()) {
            try {
                breaker.call(
                        () -> {
                            if (random.nextBoolean()) {
                                throw new IOException();
                            }
                            return "ok";
                        });
            } catch (BreakerOpenException | IOException e) {
                time.advance(ofMillis(1));
            } catch (Throwable e) {
                unexpected.add(e);
            }
        }
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void isolate_fromAListenerThatHearsOfTheTrials_holds() {
        Breaker breaker = halfOpenable();
        breaker.unwrap()
                .getEventPublisher()
                .onStateTransition(
                        event -> {
                            if (isolated.compareAndSet(false, true)) {
                                breaker.isolate();
                            }
                        });
        attempt(() -> breaker.call(() -> "ok"));
        assertThat(breaker.state()).isEqualTo(BreakerState.ISOLATED);
        attempt(() -> breaker.call(() -> "ok"));
        assertThat(breaker.state()).isEqualTo(BreakerState.ISOLATED);
        breaker.reset();
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }
}
