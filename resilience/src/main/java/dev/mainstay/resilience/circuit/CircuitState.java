// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A state of the circuit other than CLOSED, from its begin to its end. The identity of
 * resilience4j's metrics tells it from others: they are new with each CLOSED and each HALF_OPEN,
 * and OPEN keeps those of the state before it.
 */
abstract sealed class CircuitState permits OpenState, HalfOpenState {
    private final int openings;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile Metrics metrics;

    CircuitState(Metrics metrics, int openings) {
        this.metrics = metrics;
        this.openings = openings;
    }

    final Metrics metrics() {
        return metrics;
    }

    final void goOnWith(Metrics entered) {
        metrics = entered;
    }

    /** How many times in a row the circuit has opened without closing in between. */
    final int openings() {
        return openings;
    }

    /**
     * Makes the transition that ends this state, for the thread that asks first: a second one would
     * throw out the trials of what comes next. If it fails, another thread may try again.
     *
     * @return false if another thread is at it
     */
    final boolean leave(Runnable transition) {
        if (!leaving.compareAndSet(false, true)) {
            return false;
        }
        boolean left = false;
        try {
            transition.run();
            left = true;
        } finally {
            if (!left) {
                leaving.set(false);
            }
        }
        return true;
    }
}
