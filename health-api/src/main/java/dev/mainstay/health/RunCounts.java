// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.concurrent.atomic.LongAdder;

/** How often a check's runs ended how, and how long they took. Thread-safe. */
final class RunCounts {
    /** How a run ended. */
    enum Outcome {
        UP,
        DEGRADED,
        UNKNOWN,
        DOWN,
        TIMEOUT;

        static Outcome of(Status status) {
            return values()[status.ordinal()];
        }
    }

    private final LongAdder[] runs = adders();
    private final LongAdder[] nanos = adders();

    void add(Outcome outcome, long took) {
        runs[outcome.ordinal()].increment();
        nanos[outcome.ordinal()].add(took);
    }

    long runs(Outcome outcome) {
        return runs[outcome.ordinal()].sum();
    }

    long nanos(Outcome outcome) {
        return nanos[outcome.ordinal()].sum();
    }

    private static LongAdder[] adders() {
        var adders = new LongAdder[Outcome.values().length];
        java.util.Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }
}
