// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.circuit.Admission.Closed;
import dev.mainstay.resilience.circuit.Admission.Trial;
import dev.mainstay.resilience.circuit.CircuitSettings.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.core.EventProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit: its callers ask it to be let through, and tell it how the call ended. While CLOSED it
 * has resilience4j count and decide, while HALF_OPEN its own state machine. Thread-safe.
 */
public final class Circuit {
    /** A start that nobody asks for. */
    private static final long UNTIMED = Long.MIN_VALUE;

    private final CircuitBreaker inner;
    private final CircuitSettings settings;
    private final CircuitCounters counters = new CircuitCounters();
    private final Transitions transitions;
    private final StateMachine states;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final LongSupplier nanoTime;
    private final long slowNanos;
    private final long longestTold;
    private final @Nullable EventProcessor<?> events;
    private volatile @Nullable Throwable lastFailure;

    /** What the calls since the circuit closed were let through by; any thread may replace it. */
    private Closed closed;

    private Circuit(CircuitBreaker inner, CircuitSettings settings) {
        this.inner = inner;
        this.settings = settings;
        this.transitions = new Transitions(inner, settings);
        this.states = new StateMachine(inner, transitions, settings, counters);
        this.closed = new Closed(inner.getMetrics());
        this.nanoTime = settings.nanoTime();
        this.slowNanos = settings.slowNanos();
        Duration theirs = inner.getCircuitBreakerConfig().getSlowCallDurationThreshold();
        this.longestTold = slowNanos == Long.MAX_VALUE ? Durations.nanos(theirs) : Long.MAX_VALUE;
        this.events = inner.getEventPublisher() instanceof EventProcessor<?> found ? found : null;
    }

    /** A circuit over resilience4j's. */
    public static Circuit of(CircuitBreaker inner, CircuitSettings settings) {
        return new Circuit(inner, settings);
    }

    /** Lets a call through, or says why not. */
    public Admission admit() {
        Closed known = closed;
        // The metrics are read before the state: read after it they could be those of a later one.
        if (inner.getMetrics() == known.metrics() && transitions.isClosed()) {
            return known;
        }
        Admission admission = states.admit();
        if (admission instanceof Closed entered) {
            closed = entered;
        }
        return admission;
    }

    /** Returns when the call that was let through began, if anybody reads how long calls take. */
    public long startedAt(Admission admission) {
        if (admission instanceof Trial trial) {
            return trial.startedAt();
        }
        // The clock is most of what a call costs.
        boolean isTimed =
                slowNanos != Long.MAX_VALUE
                        || counters.isBound()
                        || events == null
                        || events.hasConsumers();
        return isTimed ? nanoTime.getAsLong() : UNTIMED;
    }

    /**
     * The call that was let through has ended, and thrown that or nothing. Whatever fails in here,
     * such as a function of the user's, does not keep the call's result from its caller.
     */
    @SuppressWarnings("CatchThrowable")
    public void ended(Admission admission, long startedAt, @Nullable Throwable thrown) {
        try {
            long took = startedAt == UNTIMED ? 0 : nanoTime.getAsLong() - startedAt;
            Throwable cause = thrown == null ? null : Throwables.unwrap(thrown);
            Outcome outcome = cause == null ? Outcome.SUCCESS : settings.outcomeOf(cause);
            if (outcome == Outcome.RELEASED) {
                released(admission);
            } else if (admission instanceof Closed closed) {
                count(closed.metrics(), took, outcome == Outcome.FAILURE ? cause : null);
            } else if (admission instanceof Trial trial) {
                end(trial, took, outcome, cause);
            }
        } catch (Throwable broken) {
            warn("could not count a call", broken);
        }
    }

    /** Ends a call that was let through so that it counts neither way. */
    public void released(Admission admission) {
        counters.released.increment();
        if (admission instanceof Trial trial) {
            boolean unused = end(trial, Outcome.RELEASED);
        }
    }

    /** Returns the state; FORCED_OPEN is a person's. */
    public State state() {
        return transitions.state();
    }

    /** Returns since when and why it is OPEN; null if it is not. */
    public @Nullable OpenState open() {
        return states.open();
    }

    /** Returns the nanoseconds to the next trial, or -1 when not OPEN. */
    public long left() {
        return states.left();
    }

    public int failuresInARow() {
        return failuresInARow.get();
    }

    public @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    public CircuitCounters counters() {
        return counters;
    }

    /** Refuses all calls until {@link #reset()}. */
    public void isolate() {
        transitions.isolate();
    }

    /** Closes the circuit and forgets what was counted. */
    public void reset() {
        transitions.reset();
        failuresInARow.set(0);
        lastFailure = null;
    }

    /** Has resilience4j count a call that CLOSED let through, if that state has not ended since. */
    @SuppressWarnings("CatchThrowable")
    private void count(Metrics metrics, long took, @Nullable Throwable failure) {
        int resets = transitions.resets();
        if (!isCurrent(metrics)) {
            counters.stale.increment();
            return;
        }
        note(took, failure != null, failure);
        try {
            long told = Math.min(took, longestTold);
            if (failure == null) {
                inner.onSuccess(told, TimeUnit.NANOSECONDS);
            } else {
                inner.onError(told, TimeUnit.NANOSECONDS, told(failure));
            }
        } catch (Throwable broken) {
            // A function of the user's threw: to count with, or to open with.
            warn("could not count a call", broken);
            transitions.openIfDue();
        }
        if (!isCurrent(metrics)) {
            states.counted(metrics, resets);
        }
    }

    /** Returns what resilience4j is told, which would unwrap a wrapper without a cause to null. */
    private static Throwable told(Throwable failure) {
        return Throwables.isWrapper(failure)
                ? new IllegalStateException("wrapped", failure)
                : failure;
    }

    /** Tells whether a state lasts. OPEN has the metrics of the state before it. */
    private boolean isCurrent(Metrics metrics) {
        return inner.getMetrics() == metrics && inner.getState() != State.OPEN;
    }

    private void end(Trial trial, long took, Outcome outcome, @Nullable Throwable cause) {
        boolean isFailure = outcome == Outcome.FAILURE || took > slowNanos;
        if (end(trial, isFailure ? Outcome.FAILURE : outcome)) {
            note(took, isFailure, cause);
        } else {
            counters.stale.increment();
        }
    }

    /** Ends a trial; where the verdict cannot be carried out, the next call tries again. */
    @SuppressWarnings("CatchThrowable")
    private boolean end(Trial trial, Outcome outcome) {
        try {
            return states.end(trial, outcome);
        } catch (Throwable broken) {
            warn("could not end its trials", broken);
            return true;
        }
    }

    private void note(long took, boolean isFailure, @Nullable Throwable cause) {
        counters.ended(took, isFailure);
        if (isFailure) {
            failuresInARow.incrementAndGet();
            lastFailure = cause;
        } else if (failuresInARow.get() != 0) {
            failuresInARow.set(0);
        }
    }

    private void warn(String what, Throwable broken) {
        settings.log().warn("circuit '{}' {}", settings.name(), what, broken);
    }
}
