// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** What arrives since a draining began: how much, and when something last arrived or ended. */
final class InFlightArrivals {
    static final Duration QUIET = Duration.ofMillis(50);

    private final LongSupplier ticker;
    private final LongAdder all = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean open;
    private volatile long lastAt;
    private volatile long foundQuietAt;

    InFlightArrivals(LongSupplier ticker) {
        this.ticker = ticker;
    }

    synchronized void open() {
        if (!open) {
            long now = ticker.getAsLong();
            lastAt = now;
            foundQuietAt = now;
            open = true;
        }
    }

    void note() {
        lastAt = ticker.getAsLong();
        all.increment();
    }

    void noteEnd() {
        if (open) {
            lastAt = ticker.getAsLong();
        }
    }

    void noteRefused() {
        refused.increment();
        note();
    }

    long count() {
        return all.sum();
    }

    long refused() {
        return refused.sum();
    }

    Duration quietFor() {
        return Duration.ofNanos(open ? Math.max(0, ticker.getAsLong() - lastAt) : 0);
    }

    /** Waits for a quiet while, unless nothing came since one was found, or the draining began. */
    void awaitQuiet(long quiet, long atMost) throws InterruptedException {
        long begun = ticker.getAsLong();
        for (long last = lastAt; last != foundQuietAt; last = lastAt) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long now = ticker.getAsLong();
            long untilQuiet = quiet - (now - last);
            long left = atMost - (now - begun);
            if (untilQuiet <= 0) {
                foundQuietAt = last;
            } else if (left <= 0) {
                return;
            } else {
                LockSupport.parkNanos(this, Math.min(untilQuiet, left));
            }
        }
    }
}
