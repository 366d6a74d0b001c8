// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says when what anybody can cause as often as they like may be logged again. Thread-safe. */
public final class LogLimit {
    private final long every;
    private final LongSupplier ticker;
    private final AtomicLong nextAt;

    private LogLimit(Duration every, LongSupplier ticker) {
        this.every = every.toNanos();
        this.ticker = ticker;
        this.nextAt = new AtomicLong(ticker.getAsLong());
    }

    /** One line in so much time. */
    public static LogLimit onceEvery(Duration time, LongSupplier ticker) {
        return new LogLimit(time, ticker);
    }

    /** True for the first who asks, and for one in each further span of time. */
    public boolean tryAcquire() {
        long now = ticker.getAsLong();
        long at = nextAt.get();
        return now - at >= 0 && nextAt.compareAndSet(at, now + every);
    }
}
