// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/** A check's options, settled. Durations in nanoseconds. */
record Settings(
        long interval,
        long timeout,
        long startPeriod,
        int failureThreshold,
        int successThreshold,
        Impact impact,
        boolean interruptOnTimeout) {
    static Settings from(Consumer<CheckOptions> configure) {
        var options = new CheckOptions();
        requireNonNull(configure, "options").accept(options);
        return new Settings(
                options.interval.toNanos(),
                options.timeout.toNanos(),
                options.startPeriod.toNanos(),
                options.failureThreshold,
                options.successThreshold,
                options.impact,
                options.interruptOnTimeout);
    }

    /** The age from which an outcome says nothing any more. */
    long freshFor() {
        return 2 * interval + timeout;
    }
}
