// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerTest {
    private static final int THREADS = 2;
    private static final int ROUNDS = 500;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void work_thatBeginsInTheMomentOfTheStart_isInFlightOrLate() throws Exception {
        var barrier = new CyclicBarrier(THREADS + 1);
        for (int round = 0; round < ROUNDS; round++) {
            var inFlight = InFlight.create();
            var workers = new ArrayList<Future<Long>>();
            for (int worker = 0; worker < THREADS; worker++) {
                workers.add(threads.submit(() -> beginUntilDraining(inFlight, barrier)));
            }
            barrier.await(20, TimeUnit.SECONDS);

            Ledger ledger = ledger(inFlight);

            long begun = 0;
            for (Future<Long> worker : workers) {
                begun += worker.get(20, TimeUnit.SECONDS);
            }
            ShutdownReport report = ledger.report();
            assertThat(report.inFlightAtStart() + report.lateArrivals()).isEqualTo(begun);
            assertThat(report.cut()).isEqualTo(begun);
        }
    }

    /** Returns how many it began, of which none ends. */
    private static long beginUntilDraining(InFlight inFlight, CyclicBarrier barrier)
            throws Exception {
        barrier.await(20, TimeUnit.SECONDS);
        long begun = 0;
        while (!inFlight.isDraining()) {
            inFlight.begin();
            begun++;
        }
        return begun;
    }

    private static Ledger ledger(InFlight inFlight) {
        var tasks = new Tasks(System::nanoTime);
        return new Ledger("test", SequenceTest.SETTINGS, tasks, inFlight, System::nanoTime);
    }
}
