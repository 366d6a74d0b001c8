// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongUnaryOperator;

/**
 * An atomic long with a cache line to itself. The fields of who holds an {@code AtomicLong} lie on
 * its line, and each addition by another thread takes them away.
 */
final class PaddedLong {
    /** Of 8 bytes: at least a line of 64 bytes begins or ends on either side of the middle. */
    private static final int LONGS = 16;

    private static final int MIDDLE = LONGS / 2;

    private final AtomicLongArray longs = new AtomicLongArray(LONGS);

    long get() {
        return longs.get(MIDDLE);
    }

    long getAndAdd(long delta) {
        return longs.getAndAdd(MIDDLE, delta);
    }

    long getAndUpdate(LongUnaryOperator update) {
        return longs.getAndUpdate(MIDDLE, update);
    }
}
