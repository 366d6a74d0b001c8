// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;

/** OPEN: since when, for how long, and why. */
public final class OpenState extends CircuitState {
    private final long openedAt;
    private final long waitNanos;
    private final String why;

    OpenState(Metrics metrics, int openings, long openedAt, long waitNanos, String why) {
        super(metrics, openings);
        this.openedAt = openedAt;
        this.waitNanos = waitNanos;
        this.why = why;
    }

    /** What opened it, with the numbers. */
    public String why() {
        return why;
    }

    /** The nanoseconds until a trial is let through. */
    public long left(long now) {
        return Math.max(0, waitNanos - (now - openedAt));
    }
}
