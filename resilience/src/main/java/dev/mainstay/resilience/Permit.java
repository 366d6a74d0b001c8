// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.resilience.circuit.Admission;
import dev.mainstay.resilience.circuit.Circuit;
import java.util.concurrent.atomic.AtomicBoolean;

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
    private final Circuit circuit;
    private final Admission admission;
    private final long startedAt;
    private final AtomicBoolean settled = new AtomicBoolean();

    Permit(Circuit circuit, Admission admission, long startedAt) {
        this.circuit = circuit;
        this.admission = admission;
        this.startedAt = startedAt;
    }

    /** Tells that the call succeeded. The first end that is told is the one that counts. */
    public void success() {
        if (settled.compareAndSet(false, true)) {
            circuit.ended(admission, startedAt, null);
        }
    }

    /**
     * Tells that the call threw. What it counts as is up to the breaker's {@code ignores} and
     * {@code countsAsFailure}.
     *
     * @param thrown what it threw
     */
    public void failure(Throwable thrown) {
        requireNonNull(thrown, "thrown");
        if (settled.compareAndSet(false, true)) {
            circuit.ended(admission, startedAt, thrown);
        }
    }

    /** Gives the permit back, if it is not settled: the call counts neither way. */
    @Override
    public void close() {
        if (settled.compareAndSet(false, true)) {
            circuit.released(admission);
        }
    }

    Admission admission() {
        return admission;
    }
}
