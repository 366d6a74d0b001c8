// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Require;
import java.time.Duration;

/**
 * What a failure rate is measured over: the last calls, or the calls of the last seconds.
 *
 * <p>Immutable.
 */
public final class Window {
    private static final Duration HOUR = Duration.ofHours(1);

    final boolean timed;
    final int size;

    private Window(boolean timed, int size) {
        this.timed = timed;
        this.size = size;
    }

    /**
     * The last calls, however long ago they were.
     *
     * @param calls 1 to 10,000
     * @return the window
     * @throws IllegalArgumentException if the number is outside its range
     */
    public static Window lastCalls(int calls) {
        return new Window(false, Require.between("calls", 1, 10_000, calls));
    }

    /**
     * The calls of the time just past.
     *
     * @param period 1 s to 1 hour, in whole seconds
     * @return the window
     * @throws IllegalArgumentException if the period is outside its range or has a fraction
     */
    public static Window last(Duration period) {
        Require.between("period", Duration.ofSeconds(1), HOUR, period);
        if (!period.equals(Duration.ofSeconds(period.toSeconds()))) {
            throw new IllegalArgumentException("period must be whole seconds, but was " + period);
        }
        return new Window(true, (int) period.toSeconds());
    }

    @Override
    public String toString() {
        return timed ? "calls of the last " + size + "s" : "last " + size + " calls";
    }
}
