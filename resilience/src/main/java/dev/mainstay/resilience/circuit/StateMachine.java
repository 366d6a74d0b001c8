// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import dev.mainstay.resilience.circuit.Admission.Closed;
import dev.mainstay.resilience.circuit.Admission.Refused;
import dev.mainstay.resilience.circuit.Admission.Trial;
import dev.mainstay.resilience.circuit.CircuitSettings.Outcome;
import dev.mainstay.resilience.circuit.HalfOpenState.Verdict;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What resilience4j's circuit does not do: it decides when OPEN ends and whom HALF_OPEN lets
 * through. Nobody else moves the circuit out of those states, except a person with {@code
 * unwrap()}; the next caller finds such a move and follows it.
 *
 * <p>It has no lock, as each transition tells listeners.
 */
final class StateMachine {
    private final CircuitBreaker inner;
    private final Transitions transitions;
    private final CircuitSettings settings;
    private final CircuitCounters counters;
    private final AtomicReference<@Nullable CircuitState> current = new AtomicReference<>();

    StateMachine(
            CircuitBreaker inner,
            Transitions transitions,
            CircuitSettings settings,
            CircuitCounters counters) {
        this.inner = inner;
        this.transitions = transitions;
        this.settings = settings;
        this.counters = counters;
    }

    /** Lets a call through, or says why not. */
    Admission admit() {
        while (true) {
            if (transitions.state() == State.FORCED_OPEN) {
                return refused(State.FORCED_OPEN, "by hand", -1);
            }
            Metrics seen = inner.getMetrics();
            State state = inner.getState();
            if (inner.getMetrics() != seen) {
                continue;
            }
            Admission found =
                    switch (state) {
                        case OPEN -> leaveOpen(seen);
                        case HALF_OPEN -> tryTrial(seen);
                        default -> new Closed(seen);
                    };
            if (found != null) {
                return found;
            }
        }
    }

    /** Ends a trial; false if it does not count any more. */
    boolean end(Trial trial, Outcome outcome) {
        HalfOpenState halfOpen = trial.state();
        if (inner.getMetrics() != halfOpen.metrics() || !halfOpen.end(trial, outcome)) {
            return false;
        }
        boolean unused = carryOut(halfOpen);
        return true;
    }

    /**
     * After resilience4j counted the end of a call that CLOSED let through: it may have opened the
     * circuit, or the circuit may have moved on before.
     */
    void counted(Metrics closedMetrics, int resetsBefore) {
        if (inner.getMetrics() != closedMetrics && transitions.resets() == resetsBefore) {
            resume();
        }
        transitions.obey(resetsBefore);
        OpenState unused = open();
    }

    /** Returns OPEN, if the circuit is open; its time runs from the first look. Else null. */
    @Nullable OpenState open() {
        while (true) {
            Metrics seen = inner.getMetrics();
            State state = inner.getState();
            if (inner.getMetrics() == seen) {
                return state == State.OPEN ? openState(seen) : null;
            }
        }
    }

    /** Returns the nanoseconds to the next trial, or -1 when not OPEN. */
    long left() {
        OpenState open = open();
        return open == null ? -1 : open.left(now());
    }

    /** Ends OPEN if its time has passed; null if the caller is to look again. */
    private @Nullable Refused leaveOpen(Metrics seen) {
        OpenState open = openState(seen);
        if (open == null) {
            return current.get() instanceof HalfOpenState halfOpen && halfOpen.isResuming()
                    ? refused(State.HALF_OPEN, halfOpen.progress(), -1)
                    : null;
        }
        long left = open.left(now());
        boolean leaves =
                left == 0
                        && open.leave(
                                () ->
                                        transitions.move(
                                                open.metrics(),
                                                State.OPEN,
                                                inner::transitionToHalfOpenState));
        return leaves ? null : refused(State.OPEN, open.why(), left);
    }

    /** Returns a trial, or a refusal as all are taken; null if the caller is to look again. */
    private @Nullable Admission tryTrial(Metrics seen) {
        HalfOpenState halfOpen = halfOpenState(seen);
        if (halfOpen == null) {
            return null;
        }
        Trial trial = halfOpen.tryTrial(now());
        return trial != null || carryOut(halfOpen)
                ? trial
                : refused(State.HALF_OPEN, halfOpen.progress(), -1);
    }

    /** Carries out the verdict, if there is one and nobody is at it. */
    private boolean carryOut(HalfOpenState halfOpen) {
        Verdict verdict = halfOpen.verdict();
        if (verdict == null) {
            return false;
        }
        return halfOpen.leave(
                () -> {
                    transitions.move(
                            halfOpen.metrics(),
                            State.HALF_OPEN,
                            verdict == Verdict.CLOSE
                                    ? inner::transitionToClosedState
                                    : transitions::open);
                    OpenState unused = open();
                });
    }

    /** Brings HALF_OPEN back that resilience4j ended because of calls from before it. */
    private void resume() {
        if (inner.getState() == State.HALF_OPEN
                || !(current.get() instanceof HalfOpenState halfOpen)
                || !halfOpen.startResuming()) {
            return;
        }
        try {
            transitions.move(inner.getMetrics(), State.CLOSED, transitions::open);
            transitions.move(inner.getMetrics(), State.OPEN, inner::transitionToHalfOpenState);
            Metrics seen = inner.getMetrics();
            if (inner.getState() == State.HALF_OPEN && inner.getMetrics() == seen) {
                HalfOpenState unused = halfOpenState(seen);
            }
        } finally {
            halfOpen.stopResuming();
        }
    }

    /** Returns the OPEN that has these metrics; null if it is over or HALF_OPEN is resumed. */
    private @Nullable OpenState openState(Metrics seen) {
        while (true) {
            CircuitState last = current.get();
            if (last instanceof OpenState known && known.metrics() == seen) {
                return known;
            }
            if (last instanceof HalfOpenState halfOpen && halfOpen.isResuming()) {
                return null;
            }
            OpenState opened = opened(seen, last);
            if (inner.getMetrics() != seen) {
                return null;
            }
            if (current.compareAndSet(last, opened)) {
                counters.opened.increment();
                return opened;
            }
        }
    }

    private OpenState opened(Metrics seen, @Nullable CircuitState last) {
        return last instanceof HalfOpenState before && before.metrics() == seen
                ? opened(seen, Math.min(before.openings(), 1_000_000) + 1, before.why())
                : opened(seen, 1, settings.describe(seen));
    }

    private OpenState opened(Metrics seen, int openings, String why) {
        return new OpenState(seen, openings, now(), settings.openTime().applyAsLong(openings), why);
    }

    /** Returns the HALF_OPEN that has these metrics; null if it is over. */
    private @Nullable HalfOpenState halfOpenState(Metrics seen) {
        while (true) {
            CircuitState last = current.get();
            if (last instanceof HalfOpenState known) {
                if (known.metrics() == seen) {
                    return known;
                }
                if (known.resumeWith(seen)) {
                    takeInnerPermits();
                    return known;
                }
            }
            HalfOpenState entered =
                    new HalfOpenState(
                            seen,
                            last instanceof OpenState ? last.openings() : 1,
                            settings.trialCalls(),
                            settings.trialTimeoutNanos());
            if (inner.getMetrics() != seen) {
                return null;
            }
            if (current.compareAndSet(last, entered)) {
                takeInnerPermits();
                return entered;
            }
        }
    }

    /** Takes all permits of resilience4j, which then counts and publishes each refusal as one. */
    private void takeInnerPermits() {
        int permits = inner.getCircuitBreakerConfig().getPermittedNumberOfCallsInHalfOpenState();
        for (int i = 0; i < permits; i++) {
            inner.tryAcquirePermission();
        }
    }

    private Refused refused(State state, String why, long left) {
        counters.refused(state).increment();
        // For its event and its count; the circuit's own waits are so long that it always refuses.
        inner.tryAcquirePermission();
        return new Refused(state, why, left);
    }

    private long now() {
        return settings.nanoTime().getAsLong();
    }
}
