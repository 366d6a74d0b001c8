// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A clock that follows the ticker: a step of the wall clock must not stretch a time window. */
final class TickerClock extends Clock {
    private final LongSupplier nanoTime;
    private final long start;
    private final Instant base = Instant.now();

    TickerClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return base.plusNanos(nanoTime.getAsLong() - start);
    }
}
