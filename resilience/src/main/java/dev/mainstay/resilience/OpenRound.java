// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.util.concurrent.atomic.AtomicBoolean;

/** One period of OPEN: when it began, how long it lasts, and who ends it. */
final class OpenRound implements Round {
    private final Metrics of;
    private final int number;
    private final long openedAt;
    private final long waitNanos;
    private final String why;
    private final AtomicBoolean leaving = new AtomicBoolean();

    OpenRound(Metrics of, int number, long openedAt, long waitNanos, String why) {
        this.of = of;
        this.number = number;
        this.openedAt = openedAt;
        this.waitNanos = waitNanos;
        this.why = why;
    }

    @Override
    public Metrics of() {
        return of;
    }

    @Override
    public int number() {
        return number;
    }

    String why() {
        return why;
    }

    long left(long now) {
        return Math.max(0, waitNanos - (now - openedAt));
    }

    /**
     * One thread alone moves the circuit on: a second one would throw the first one's trial out.
     */
    boolean claim() {
        return leaving.compareAndSet(false, true);
    }

    void unclaim() {
        leaving.set(false);
    }
}
