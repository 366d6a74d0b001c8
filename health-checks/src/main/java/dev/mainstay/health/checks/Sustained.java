// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Status;

/** Believes in a limit passed only when it was passed in so many samples in a row. */
final class Sustained {
    private final int samples;
    private int overDegraded;
    private int overDown;

    Sustained(int samples) {
        this.samples = samples;
    }

    Status add(double value, double degradedAt, double downAt) {
        overDegraded = value >= degradedAt ? Math.min(overDegraded + 1, samples) : 0;
        overDown = value >= downAt ? Math.min(overDown + 1, samples) : 0;
        if (overDown == samples) {
            return Status.DOWN;
        }
        return overDegraded == samples ? Status.DEGRADED : Status.UP;
    }
}
