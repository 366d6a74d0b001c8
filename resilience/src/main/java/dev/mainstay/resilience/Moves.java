// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Log;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The transitions of a circuit, ours and a person's. As there is no lock, one of ours or of
 * resilience4j's can land right after a person's {@code isolate()} or {@code reset()}; whoever made
 * it looks afterwards, and brings back what the person said.
 */
final class Moves {
    private static final Log LOG = Log.of(Breaker.class);

    private final CircuitBreaker inner;
    private final AtomicInteger resets = new AtomicInteger();
    private volatile boolean isolated;

    Moves(CircuitBreaker inner) {
        this.inner = inner;
    }

    boolean isClosed() {
        return !isolated && inner.getState() == State.CLOSED;
    }

    boolean isIsolated() {
        return isolated || inner.getState() == State.FORCED_OPEN;
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
            LOG.debug("circuit '{}' was moved by hand", inner.getName(), e);
        }
        obey(before);
    }

    @SuppressWarnings("CatchThrowable")
    void open() {
        try {
            inner.transitionToOpenState();
        } catch (IllegalStateTransitionException e) {
            throw e;
        } catch (Throwable broken) {
            LOG.warn("the wait function of circuit '{}' threw", inner.getName(), broken);
            inner.transitionToOpenStateFor(Rules.BROKEN_WAIT);
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
