// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where time and chance come from.
 *
 * @param ticker nanoseconds from any origin; what is reckoned with
 * @param clock dates; what is shown
 * @param random from 0 (inclusive) to 1
 * @param driven false when a test ticks the monitor by hand
 */
record Time(LongSupplier ticker, InstantSource clock, DoubleSupplier random, boolean driven) {
    static Time system() {
        return new Time(
                System::nanoTime,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextDouble(),
                true);
    }

    long nanos() {
        return ticker.getAsLong();
    }

    Instant now() {
        return clock.instant();
    }
}
