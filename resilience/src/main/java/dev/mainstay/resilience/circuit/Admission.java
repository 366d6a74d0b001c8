// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;

/** The answer of a circuit to a call that asks to be let through. */
public sealed interface Admission {
    /** The circuit was closed. One serves all calls until it opens. */
    record Closed(Metrics metrics) implements Admission {}

    /** The call is a trial. It is told from the other trials by its identity. */
    final class Trial implements Admission {
        private final HalfOpenState state;
        private final long startedAt;

        Trial(HalfOpenState state, long startedAt) {
            this.state = state;
            this.startedAt = startedAt;
        }

        public HalfOpenState state() {
            return state;
        }

        long startedAt() {
            return startedAt;
        }
    }

    /**
     * The call is refused. {@code left} is the nanoseconds to the next trial, or -1 where nobody
     * knows; a circuit that a person opened has the state FORCED_OPEN.
     */
    record Refused(State state, String why, long left) implements Admission {}
}
