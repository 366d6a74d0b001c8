// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;

/**
 * A period in which the circuit is not closed. The identity of resilience4j's metrics tells one
 * round from another: they are new with each CLOSED and each HALF_OPEN, and OPEN keeps those of the
 * state before it.
 */
sealed interface Round permits OpenRound, TrialRound {
    Metrics of();

    /** How many times in a row the circuit has opened without closing in between. */
    int number();
}
