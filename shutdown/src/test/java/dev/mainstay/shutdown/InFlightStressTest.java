// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ends, drains and waits that meet at the same moment: none may be lost. */
class InFlightStressTest {
    private static final int THREADS = 3;
    private static final int ROUNDS = 500;

    /** A wait that missed its signal looks again when its time is over, and finds zero late. */
    private static final Duration LOST = Duration.ofSeconds(15);

    private static final Duration LATE = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void zero_howeverDrainWaitAndLastEndMeet_isSeen() throws Exception {
        long seed = System.nanoTime();
        var barrier = new CyclicBarrier(THREADS + 1);
        var workers = new ArrayList<Future<Long>>();
        var rounds = new ArrayList<InFlight>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(InFlight.create());
        }
        for (int worker = 0; worker < THREADS; worker++) {
            var random = new Random(seed + worker);
            workers.add(threads.submit(() -> work(rounds, barrier, random)));
        }

        for (InFlight inFlight : rounds) {
            InFlight.Token held = inFlight.begin();
            barrier.await(20, TimeUnit.SECONDS);
            inFlight.refuse();
            held.close();
            long begin = System.nanoTime();
            assertThat(inFlight.awaitZero(LOST)).as("zero, seed %d", seed).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("wait for zero, seed %d", seed)
                    .isLessThan(LATE);
            assertThat(inFlight.tryBegin().isAdmitted()).isFalse();
        }

        long refused = 0;
        for (Future<Long> worker : workers) {
            refused += worker.get(20, TimeUnit.SECONDS);
        }
        assertThat(rounds.stream().mapToLong(it -> it.refused() - 1).sum())
                .as("refused, seed %d", seed)
                .isEqualTo(refused);
        assertThat(rounds).as("seed %d", seed).allMatch(it -> it.count() == 0);
    }

    /** Works until it is refused, in each round; returns how often it was. */
    private static long work(List<InFlight> rounds, CyclicBarrier barrier, Random random)
            throws Exception {
        long refused = 0;
        for (InFlight inFlight : rounds) {
            barrier.await(20, TimeUnit.SECONDS);
            boolean admitted = true;
            while (admitted) {
                boolean twice = random.nextInt(4) == 0;
                try (InFlight.Token outer = twice ? inFlight.begin() : inFlight.tryBegin();
                        InFlight.Token inner = inFlight.tryBegin()) {
                    admitted = inner.isAdmitted();
                    refused += (admitted ? 0 : 1) + (outer.isAdmitted() ? 0 : 1);
                }
            }
        }
        return refused;
    }
}
