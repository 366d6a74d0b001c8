// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import java.util.function.DoubleSupplier;
import java.util.function.IntToLongFunction;

/** How long the circuit stays open: doubling per round up to a limit, with jitter upward. */
final class OpenTime implements IntToLongFunction {
    private final long firstNanos;
    private final long mostNanos;
    private final double jitter;
    private final DoubleSupplier random;

    OpenTime(long firstNanos, long mostNanos, double jitter, DoubleSupplier random) {
        this.firstNanos = firstNanos;
        this.mostNanos = mostNanos;
        this.jitter = jitter;
        this.random = random;
    }

    @Override
    public long applyAsLong(int round) {
        long grown = Backoffs.doubled(firstNanos, mostNanos, round);
        return Durations.plus(grown, (long) (grown * jitter * random.getAsDouble()));
    }
}
