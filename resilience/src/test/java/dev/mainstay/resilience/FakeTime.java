// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that passes when it is told to. */
final class FakeTime implements LongSupplier {
    // Near the overflow, as a real ticker may be.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    @Override
    public long getAsLong() {
        return now.get();
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    void passNanos(long nanos) {
        now.addAndGet(nanos);
    }
}
