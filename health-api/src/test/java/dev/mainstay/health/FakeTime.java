// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that passes when a test says so. Its wall clock begins at 2026-11-22T03:40:00Z. */
public final class FakeTime implements LongSupplier {
    private static final Instant BEGIN = Instant.parse("2026-11-22T03:40:00Z");

    /** Near the overflow, so that arithmetic that does not wrap shows itself. */
    private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    private final AtomicLong elapsed = new AtomicLong();

    /** Lets time pass. */
    public void advance(Duration duration) {
        elapsed.addAndGet(duration.toNanos());
    }

    /** The ticker. */
    public long nanos() {
        return ORIGIN + elapsed.get();
    }

    @Override
    public long getAsLong() {
        return nanos();
    }

    /** The wall clock. */
    public Instant now() {
        return BEGIN.plusNanos(elapsed.get());
    }
}
