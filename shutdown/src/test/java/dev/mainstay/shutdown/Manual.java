// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Time that a test moves. */
final class Manual implements LongSupplier {
    private long now = Long.MAX_VALUE - 1_000_000_000L; // it overflows before long

    synchronized void pass(Duration time) {
        now += time.toNanos();
    }

    @Override
    public synchronized long getAsLong() {
        return now;
    }
}
