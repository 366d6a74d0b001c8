// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where a monitor takes time and chance from.
 *
 * @param ticker nanoseconds from any origin
 * @param clock dates
 * @param random from 0 (inclusive) to 1
 * @param driven false when a test ticks the monitor by hand
 */
record MonitorTime(
        LongSupplier ticker, InstantSource clock, DoubleSupplier random, boolean driven) {
    static MonitorTime system() {
        return new MonitorTime(
                System::nanoTime,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextDouble(),
                true);
    }

    long nanos() {
        return ticker.getAsLong();
    }

    Moment now() {
        return new Moment(nanos(), clock.instant());
    }
}
