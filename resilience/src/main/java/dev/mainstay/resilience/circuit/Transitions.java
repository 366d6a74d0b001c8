// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The transitions of resilience4j's circuit, ours and a person's. There is no lock, so that one of
 * ours or of resilience4j's may land right after a person's {@code isolate()} or {@code reset()};
 * the thread that made it looks afterwards, and brings back what the person said.
 */
final class Transitions {
    private final CircuitBreaker inner;
    private final CircuitSettings settings;
    private final AtomicInteger resets = new AtomicInteger();
    private volatile boolean isolated;

    Transitions(CircuitBreaker inner, CircuitSettings settings) {
        this.inner = inner;
        this.settings = settings;
    }

    boolean isClosed() {
        return !isolated && inner.getState() == State.CLOSED;
    }

    /** Returns the state; FORCED_OPEN is a person's. */
    State state() {
        return isolated ? State.FORCED_OPEN : inner.getState();
    }

    void isolate() {
        int before = resets.get();
        isolated = true;
        obey(before);
    }

    void reset() {
        isolated = false;
        int now = resets.incrementAndGet();
        inner.reset();
        obey(now);
    }

    /** To be read before the look at the circuit, and handed to {@link #obey}. */
    int resets() {
        return resets.get();
    }

    /** Brings back what a person said if a transition has run over it. */
    void obey(int before) {
        while (true) {
            boolean isolate = isolated;
            int now = resets.get();
            if (isolate && inner.getState() != State.FORCED_OPEN) {
                inner.transitionToForcedOpenState();
            } else if (!isolate && now != before && inner.getState() != State.CLOSED) {
                inner.reset();
            }
            if (isolated == isolate && resets.get() == now) {
                return;
            }
        }
    }

    /** Moves the circuit on; if a person has moved it meanwhile, the caller is to look again. */
    void move(Metrics from, State state, Runnable transition) {
        int before = resets.get();
        if (inner.getMetrics() != from || inner.getState() != state) {
            return;
        }
        try {
            transition.run();
        } catch (IllegalStateTransitionException e) {
            settings.log().debug("circuit '{}' was moved by hand", settings.name(), e);
        }
        obey(before);
    }

    /** Opens the circuit, whatever its own wait function does. */
    @SuppressWarnings("CatchThrowable")
    void open() {
        try {
            inner.transitionToOpenState();
        } catch (IllegalStateTransitionException e) {
            throw e;
        } catch (Throwable broken) {
            settings.log().warn("the wait function of circuit '{}' threw", settings.name(), broken);
            inner.transitionToOpenStateFor(CircuitSettings.WAIT_AFTER_ERROR);
        }
    }

    /** Opens the circuit if it should have, but its own wait function threw. */
    void openIfDue() {
        Metrics counted = inner.getMetrics();
        CircuitBreakerConfig config = inner.getCircuitBreakerConfig();
        if (counted.getFailureRate() >= config.getFailureRateThreshold()
                || counted.getSlowCallRate() >= config.getSlowCallRateThreshold()) {
            move(counted, State.CLOSED, this::open);
        }
    }
}
