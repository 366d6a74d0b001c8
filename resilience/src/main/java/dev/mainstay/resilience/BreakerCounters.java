// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a breaker counts. Calls are counted only once meters are bound to read them. */
final class BreakerCounters {
    /** Calls and their time. */
    static final class Calls {
        final LongAdder count = new LongAdder();
        final LongAdder nanos = new LongAdder();

        void add(long took) {
            count.increment();
            nanos.add(took);
        }
    }

    final LongAdder released = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder opened = new LongAdder();

    private final LongAdder[] refused = {
        new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()
    };
    private volatile @Nullable Bound bound;

    /** What meters read. */
    static final class Bound {
        final Calls successes = new Calls();
        final Calls failures = new Calls();
    }

    LongAdder refused(BreakerState state) {
        return refused[state.ordinal()];
    }

    void success(long took) {
        Bound read = bound;
        if (read != null) {
            read.successes.add(took);
        }
    }

    void failure(long took) {
        Bound read = bound;
        if (read != null) {
            read.failures.add(took);
        }
    }

    boolean isBound() {
        return bound != null;
    }

    /** Counts calls from now on. */
    synchronized Bound bind() {
        Bound read = bound;
        if (read == null) {
            read = new Bound();
            bound = read;
        }
        return read;
    }
}
