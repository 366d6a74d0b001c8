// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One run of a check, as the check sees it. Time runs from the start of the run.
 *
 * <p>Thread-safe.
 */
public final class Run {
    private final LongSupplier ticker;
    private final long startedAt;
    private final long timeoutNanos;

    Run(LongSupplier ticker, long startedAt, long timeoutNanos) {
        this.ticker = ticker;
        this.startedAt = startedAt;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * A run that starts now, for calling a check by hand.
     *
     * @param timeout how long it may take; positive
     * @return the run
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public static Run within(Duration timeout) {
        long nanos = TimeUnit.NANOSECONDS.convert(Require.positive("timeout", timeout));
        return new Run(System::nanoTime, System.nanoTime(), nanos);
    }

    /**
     * Tells how much time is left.
     *
     * @return the time to the timeout; zero when it has passed, never negative
     */
    public Duration remaining() {
        long left = timeoutNanos - (ticker.getAsLong() - startedAt);
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }
}
