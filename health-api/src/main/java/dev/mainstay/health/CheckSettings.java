// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/** A check's options once they are given. Durations in nanoseconds. */
record CheckSettings(
        long interval,
        long timeout,
        long startPeriod,
        int failureThreshold,
        int successThreshold,
        Impact impact,
        boolean interruptOnTimeout) {
    static final CheckSettings DEFAULTS = from(options -> {});

    static CheckSettings from(Consumer<CheckOptions> configure) {
        var options = new CheckOptions();
        requireNonNull(configure, "options").accept(options);
        return new CheckSettings(
                options.interval.toNanos(),
                options.timeout.toNanos(),
                options.startPeriod.toNanos(),
                options.failureThreshold,
                options.successThreshold,
                options.impact,
                options.interruptOnTimeout);
    }

    /** The age at which an outcome goes stale. */
    long freshFor() {
        return 2 * interval + timeout;
    }
}
