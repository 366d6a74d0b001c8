// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The leave to make one call, for code that cannot hand the call over as a lambda. It is settled
 * once, by the first of {@link #success()}, {@link #failure(Throwable)} and {@link #close()}; what
 * comes later changes nothing.
 *
 * <pre>{@code
 * try (Permit permit = breaker.acquire()) {
 *     answer = client.send(request);
 *     permit.success();
 * }
 * }</pre>
 *
 * <p>The call's time runs from {@link Breaker#acquire()}. Thread-safe.
 */
public final class Permit implements AutoCloseable {
    private final Ledger ledger;
    private final Metrics round;
    private final @Nullable Trial trial;
    private final long startedAt;
    private final AtomicBoolean settled = new AtomicBoolean();

    Permit(Ledger ledger, Metrics round, @Nullable Trial trial, long startedAt) {
        this.ledger = ledger;
        this.round = round;
        this.trial = trial;
        this.startedAt = startedAt;
    }

    /** The call succeeded. */
    public void success() {
        if (settled.compareAndSet(false, true)) {
            ledger.succeeded(round, trial, startedAt);
        }
    }

    /**
     * The call threw. What it counts as is up to the breaker's {@code ignores} and {@code
     * countsAsFailure}.
     *
     * @param thrown what it threw
     */
    public void failure(Throwable thrown) {
        requireNonNull(thrown, "thrown");
        if (settled.compareAndSet(false, true)) {
            ledger.failed(round, trial, startedAt, thrown);
        }
    }

    /** Gives the permit back, if it is not settled: the call counts neither way. */
    @Override
    public void close() {
        if (settled.compareAndSet(false, true)) {
            ledger.released(trial);
        }
    }

    /** The round of HALF_OPEN that this is a trial of; null for a plain call. */
    @Nullable TrialRound trialRound() {
        return trial == null ? null : trial.round;
    }
}
