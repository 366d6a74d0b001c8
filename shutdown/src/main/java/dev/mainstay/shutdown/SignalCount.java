// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.function.LongSupplier;

/**
 * What the signals of a process mean, by their number. A terminal and a wrapper may each pass on
 * the same one: what comes within a quarter of a second of the one before is that one again.
 */
final class SignalCount {
    private static final long SAME = 250_000_000L;

    private final LongSupplier ticker;
    private int count;
    private long last;

    enum Meaning {
        BEGIN,
        SKIP_WAITING,
        HALT,
        SAME
    }

    SignalCount(LongSupplier ticker) {
        this.ticker = ticker;
    }

    synchronized Meaning next() {
        long now = ticker.getAsLong();
        boolean same = count > 0 && now - last < SAME;
        if (same) {
            return Meaning.SAME;
        }
        last = now;
        count++;
        return count == 1 ? Meaning.BEGIN : count == 2 ? Meaning.SKIP_WAITING : Meaning.HALT;
    }
}
