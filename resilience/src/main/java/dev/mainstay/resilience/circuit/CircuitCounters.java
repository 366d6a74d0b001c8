// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a circuit counts. Calls are counted only once meters are bound to read them. */
public final class CircuitCounters {
    /** Calls, by how they ended. */
    public static final class Calls {
        public final Timed successes = new Timed();
        public final Timed failures = new Timed();

        private Calls() {}
    }

    /** A number of calls, and their time. */
    public static final class Timed {
        public final LongAdder count = new LongAdder();
        public final LongAdder nanos = new LongAdder();

        private Timed() {}

        void add(long took) {
            count.increment();
            nanos.add(took);
        }
    }

    /** Ends of calls that gave their permit back. */
    public final LongAdder released = new LongAdder();

    /** Ends of calls that came after the state in which they were let through. */
    public final LongAdder stale = new LongAdder();

    /** How often the circuit opened. */
    public final LongAdder opened = new LongAdder();

    private final Map<State, LongAdder> refused =
            Map.of(
                    State.OPEN, new LongAdder(),
                    State.HALF_OPEN, new LongAdder(),
                    State.FORCED_OPEN, new LongAdder());
    private volatile @Nullable Calls calls;

    CircuitCounters() {}

    /** Refusals in a state that refuses. */
    public LongAdder refused(State state) {
        return requireNonNull(refused.get(state));
    }

    /** Counts calls from now on. */
    public synchronized Calls bind() {
        Calls bound = calls;
        if (bound == null) {
            bound = new Calls();
            calls = bound;
        }
        return bound;
    }

    boolean isBound() {
        return calls != null;
    }

    void ended(long took, boolean isFailure) {
        Calls bound = calls;
        if (bound != null) {
            (isFailure ? bound.failures : bound.successes).add(took);
        }
    }
}
