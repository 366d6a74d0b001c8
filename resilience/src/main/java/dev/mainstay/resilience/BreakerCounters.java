// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a breaker counts. Successes are counted only once meters are bound to read them. */
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

    final Calls failures = new Calls();
    final LongAdder released = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder opened = new LongAdder();

    private final LongAdder[] refused = {
        new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()
    };
    private volatile @Nullable Calls successes;

    LongAdder refused(BreakerState state) {
        return refused[state.ordinal()];
    }

    void success(long took) {
        Calls bound = successes;
        if (bound != null) {
            bound.add(took);
        }
    }

    /** Counts successes from now on. */
    synchronized Calls bindSuccesses() {
        Calls bound = successes;
        if (bound == null) {
            bound = new Calls();
            successes = bound;
        }
        return bound;
    }
}
