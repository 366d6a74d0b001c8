// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.Outcomes.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.core.EventProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Enters the ends of calls: in resilience4j's window while CLOSED, in the round of trials else. */
final class Ledger {
    /** A start that nobody asks for. */
    static final long UNTIMED = Long.MIN_VALUE;

    private static final Log LOG = Log.of(Breaker.class);

    private final CircuitBreaker inner;
    private final Circuit circuit;
    private final Outcomes outcomes;
    private final BreakerCounters counters;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final LongSupplier nanoTime;
    private final long slowNanos;
    private final long mostTold;
    private final @Nullable EventProcessor<?> events;

    Ledger(
            CircuitBreaker inner,
            Circuit circuit,
            BreakerSettings settings,
            BreakerCounters counters) {
        this.inner = inner;
        this.circuit = circuit;
        this.outcomes = settings.outcomes();
        this.counters = counters;
        this.nanoTime = settings.nanoTime();
        this.slowNanos = settings.slowNanos();
        Duration theirs = inner.getCircuitBreakerConfig().getSlowCallDurationThreshold();
        this.mostTold = slowNanos == Long.MAX_VALUE ? Durations.nanos(theirs) : Long.MAX_VALUE;
        this.events = inner.getEventPublisher() instanceof EventProcessor<?> found ? found : null;
    }

    /** Whether anybody reads how long calls take: the clock is most of what a call costs. */
    boolean isTimed() {
        return slowNanos != Long.MAX_VALUE
                || counters.isBound()
                || events == null
                || events.hasConsumers();
    }

    int failuresInARow() {
        return failuresInARow.get();
    }

    void reset() {
        failuresInARow.set(0);
        circuit.failedWith(null);
    }

    void succeeded(Metrics round, @Nullable Trial trial, long startedAt) {
        long took = took(startedAt);
        if (trial == null || trial.round == null) {
            closedSuccess(round, took);
        } else if (took > slowNanos) {
            trialEnded(trial, Outcome.FAILURE, took, null);
        } else {
            trialEnded(trial, Outcome.SUCCESS, took, null);
        }
    }

    void failed(Metrics round, @Nullable Trial trial, long startedAt, Throwable thrown) {
        long took = took(startedAt);
        Throwable cause = Throwables.unwrap(thrown);
        Outcome outcome = outcomes.of(cause);
        if (outcome == Outcome.RELEASE) {
            released(trial);
        } else if (trial != null && trial.round != null) {
            boolean slow = took > slowNanos;
            trialEnded(trial, slow ? Outcome.FAILURE : outcome, took, cause);
        } else if (outcome == Outcome.SUCCESS) {
            closedSuccess(round, took);
        } else {
            closedFailure(round, took, cause);
        }
    }

    void released(@Nullable Trial trial) {
        counters.released.increment();
        if (trial != null) {
            boolean unused = settle(trial, Outcome.RELEASE);
        }
    }

    private long took(long startedAt) {
        return startedAt == UNTIMED ? 0 : nanoTime.getAsLong() - startedAt;
    }

    @SuppressWarnings("CatchThrowable")
    private void closedSuccess(Metrics round, long took) {
        int resets = circuit.moves().resets();
        if (!isCurrent(round)) {
            counters.stale.increment();
            return;
        }
        counters.success(took);
        if (failuresInARow.get() != 0) {
            failuresInARow.set(0);
        }
        try {
            inner.onSuccess(Math.min(took, mostTold), TimeUnit.NANOSECONDS);
        } catch (Throwable broken) {
            notCounted(broken);
        }
        if (!isCurrent(round)) {
            entered(round, resets);
        }
    }

    @SuppressWarnings("CatchThrowable")
    private void closedFailure(Metrics round, long took, Throwable cause) {
        int resets = circuit.moves().resets();
        if (!isCurrent(round)) {
            counters.stale.increment();
            return;
        }
        noteFailure(took, cause);
        try {
            // resilience4j would unwrap a wrapper without a cause to null.
            Throwable told = Throwables.isWrapper(cause) ? new IllegalStateException(cause) : cause;
            inner.onError(Math.min(took, mostTold), TimeUnit.NANOSECONDS, told);
        } catch (Throwable broken) {
            notCounted(broken);
        }
        if (!isCurrent(round)) {
            entered(round, resets);
        }
    }

    /** OPEN has the metrics of the round before it, but what ends then is late. */
    private boolean isCurrent(Metrics round) {
        return inner.getMetrics() == round && inner.getState() != State.OPEN;
    }

    @SuppressWarnings("CatchThrowable")
    private void entered(Metrics round, int resets) {
        try {
            circuit.entered(round, resets);
        } catch (Throwable broken) {
            warn("could not be looked at", broken);
        }
    }

    /** A function of the user's threw: to count with, or to open with. */
    @SuppressWarnings("CatchThrowable")
    private void notCounted(Throwable broken) {
        warn("could not count a call", broken);
        try {
            circuit.moves().openIfDue();
        } catch (Throwable again) {
            warn("could not be opened", again);
        }
    }

    private void trialEnded(Trial trial, Outcome outcome, long took, @Nullable Throwable cause) {
        if (!settle(trial, outcome)) {
            counters.stale.increment();
        } else if (outcome == Outcome.FAILURE) {
            noteFailure(took, cause);
        } else {
            counters.success(took);
            failuresInARow.set(0);
        }
    }

    /** The verdict may fail to be carried out; the next call tries again. */
    @SuppressWarnings("CatchThrowable")
    private boolean settle(Trial trial, Outcome outcome) {
        try {
            return circuit.settle(trial, outcome);
        } catch (Throwable broken) {
            warn("could not end its trials", broken);
            return true;
        }
    }

    private void noteFailure(long took, @Nullable Throwable cause) {
        counters.failure(took);
        failuresInARow.incrementAndGet();
        circuit.failedWith(cause);
    }

    private void warn(String what, Throwable broken) {
        LOG.warn("circuit '{}' {}", inner.getName(), what, broken);
    }
}
