// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What arrives since a draining began: how much, and when something last arrived or ended. */
final class Arrivals {
    private final LongSupplier ticker;
    private final LongAdder all = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean open;
    private volatile long lastAt;

    Arrivals(LongSupplier ticker) {
        this.ticker = ticker;
        this.lastAt = ticker.getAsLong();
    }

    synchronized void open() {
        if (!open) {
            open = true;
            lastAt = ticker.getAsLong();
        }
    }

    boolean isOpen() {
        return open;
    }

    void note() {
        lastAt = ticker.getAsLong();
        all.increment();
    }

    void noteEnd() {
        lastAt = ticker.getAsLong();
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
        return Duration.ofNanos(Math.max(0, ticker.getAsLong() - lastAt));
    }
}
