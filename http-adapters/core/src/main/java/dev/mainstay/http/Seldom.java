// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says when what anybody can cause as often as they like may be logged again. Thread-safe. */
final class Seldom {
    private static final long MINUTE = 60_000_000_000L;

    private final LongSupplier ticker;
    private final AtomicLong nextAt;

    Seldom(LongSupplier ticker) {
        this.ticker = ticker;
        this.nextAt = new AtomicLong(ticker.getAsLong());
    }

    /** True once a minute at most. */
    boolean isTime() {
        long now = ticker.getAsLong();
        long at = nextAt.get();
        return now - at >= 0 && nextAt.compareAndSet(at, now + MINUTE);
    }
}
