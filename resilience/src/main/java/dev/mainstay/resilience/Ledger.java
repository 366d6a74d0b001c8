// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.resilience.Outcomes.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters the ends of calls: in resilience4j's window while CLOSED, in the round of trials else. */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final CircuitBreaker inner;
    private final Circuit circuit;
    private final Outcomes outcomes;
    private final BreakerCounters counters;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final LongSupplier nanoTime;
    private final long slowNanos;

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
    }

    int failuresInARow() {
        return failuresInARow.get();
    }

    void reset() {
        failuresInARow.set(0);
        circuit.failedWith(null);
    }

    void succeeded(Metrics round, @Nullable Trial trial, long startedAt) {
        long took = nanoTime.getAsLong() - startedAt;
        if (trial == null || trial.round == null) {
            closedSuccess(round, took);
        } else if (took > slowNanos) {
            trialEnded(trial, Outcome.FAILURE, took, null);
        } else {
            trialEnded(trial, Outcome.SUCCESS, took, null);
        }
    }

    void failed(Metrics round, @Nullable Trial trial, long startedAt, Throwable thrown) {
        long took = nanoTime.getAsLong() - startedAt;
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

    private void closedSuccess(Metrics round, long took) {
        if (inner.getMetrics() != round) {
            counters.stale.increment();
            return;
        }
        counters.success(took);
        if (failuresInARow.get() != 0) {
            failuresInARow.set(0);
        }
        try {
            inner.onSuccess(took, TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            LOG.warn("circuit '{}' could not count a success", inner.getName(), e);
        }
        if (inner.getState() != State.CLOSED) {
            circuit.noteOpen();
        }
    }

    private void closedFailure(Metrics round, long took, Throwable cause) {
        if (inner.getMetrics() != round) {
            counters.stale.increment();
            return;
        }
        noteFailure(took, cause);
        try {
            // resilience4j would unwrap a wrapper without a cause to null.
            Throwable told = Throwables.isWrapper(cause) ? new IllegalStateException(cause) : cause;
            inner.onError(took, TimeUnit.NANOSECONDS, told);
        } catch (RuntimeException e) {
            LOG.warn("circuit '{}' could not count a failure", inner.getName(), e);
        }
        circuit.noteOpen();
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
    private boolean settle(Trial trial, Outcome outcome) {
        try {
            return circuit.settle(trial, outcome);
        } catch (RuntimeException e) {
            LOG.warn("circuit '{}' could not end its trials", inner.getName(), e);
            return true;
        }
    }

    private void noteFailure(long took, @Nullable Throwable cause) {
        counters.failures.add(took);
        failuresInARow.incrementAndGet();
        circuit.failedWith(cause);
    }
}
