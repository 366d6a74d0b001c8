// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.circuit.Admission;
import dev.mainstay.resilience.circuit.Admission.Refused;
import dev.mainstay.resilience.circuit.Circuit;
import dev.mainstay.resilience.circuit.CircuitCounters;
import dev.mainstay.resilience.circuit.CircuitSettings;
import dev.mainstay.resilience.circuit.OpenState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker: after failures it refuses calls for a while, then lets a few trials through,
 * and closes when all of them succeed.
 *
 * <p>A refusal is a {@link BreakerOpenException}, thrown at once. Any throwable is a failure,
 * errors too; an interrupt counts neither way. A call's end counts only in the state that let it
 * through: a slow call begun before the circuit opened decides no trial. While CLOSED the counting
 * is resilience4j's; no thread and no timer is used.
 *
 * <pre>{@code
 * Breaker extractor =
 *         Breaker.named("extractor").failuresInARow(3).openFor(ofMinutes(2)).trialCalls(2).build();
 * Text text = extractor.call(() -> client.extract(document));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Breaker {
    static final Log LOG = Log.of(Breaker.class);

    private final CircuitBreaker inner;
    private final CircuitSettings settings;
    private final Circuit circuit;

    Breaker(CircuitBreaker inner, CircuitSettings settings) {
        this.inner = inner;
        this.settings = settings;
        this.circuit = Circuit.of(inner, settings);
    }

    /**
     * Starts a breaker.
     *
     * @param name used in messages and meters, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters
     * @return its builder
     * @throws IllegalArgumentException if the name is malformed
     */
    public static BreakerBuilder named(String name) {
        return new BreakerBuilder(name);
    }

    /**
     * Puts a breaker over a circuit that exists, with the circuit's own configuration. All calls
     * should go through the breaker. Best effort only: the exact end of OPEN, as its start is seen
     * by the next caller; and HALF_OPEN, if the circuit moves by itself (automatic transition,
     * maximum wait) or others call it directly. The predicate for results is not used. Its
     * predicates for exceptions are asked twice per failure; while one throws nothing is counted,
     * though the caller gets what the call threw. A wait function that throws makes 60 s.
     *
     * @param existing the circuit
     * @return the breaker
     */
    public static Breaker over(CircuitBreaker existing) {
        requireNonNull(existing, "existing");
        return new Breaker(existing, CircuitSettings.over(existing, System::nanoTime, LOG));
    }

    /**
     * Makes a call, if the circuit lets it through.
     *
     * @param task the call
     * @param <T> what it returns
     * @return what the call returned
     * @throws BreakerOpenException if the circuit refused
     * @throws Exception what the call threw
     */
    @SuppressWarnings("CatchThrowable")
    public <T> T call(Callable<? extends T> task) throws Exception {
        requireNonNull(task, "task");
        Admission admission = admit();
        long startedAt = circuit.startedAt(admission);
        T result;
        try {
            result = task.call();
        } catch (Throwable thrown) {
            circuit.ended(admission, startedAt, thrown);
            throw thrown;
        }
        circuit.ended(admission, startedAt, null);
        return result;
    }

    /**
     * Makes a call that returns nothing, if the circuit lets it through.
     *
     * @param task the call
     * @throws BreakerOpenException if the circuit refused
     */
    public void run(Runnable task) {
        requireNonNull(task, "task");
        try {
            Object unused = call(Executors.callable(task));
        } catch (Exception e) {
            throw Throwables.<RuntimeException>raise(e);
        }
    }

    /**
     * Starts a call, if the circuit lets it through. The permit is settled when the stage ends, or
     * when the returned future is cancelled (the call then counts neither way, and the stage is
     * cancelled if it can be) or completed by somebody else, such as a timeout.
     *
     * @param task starts the call and does not block
     * @param <T> what the call returns
     * @return what the call returns; failed with a {@link BreakerOpenException} if refused
     */
    public <T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<T>> task) {
        requireNonNull(task, "task");
        try {
            return AsyncCalls.guarded(acquire(), task);
        } catch (BreakerOpenException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Asks for the leave to make one call, to be settled by the caller. In HALF_OPEN one that is
     * never settled counts as a failed trial after {@code trialTimeout}.
     *
     * @return the permit
     * @throws BreakerOpenException if the circuit refused
     */
    public Permit acquire() {
        Admission admission = admit();
        return new Permit(circuit, admission, circuit.startedAt(admission));
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return settings.name();
    }

    /**
     * Returns the state. It is OPEN until a call comes, even when a trial would be let through.
     *
     * @return the state
     */
    public BreakerState state() {
        return state(circuit.state());
    }

    /**
     * Tells when the next trial is possible.
     *
     * @return the time left, zero when a trial would be let through now; empty unless OPEN
     */
    public Optional<Duration> retryAfter() {
        long left = circuit.left();
        return left < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(left));
    }

    /**
     * Tells how many counted calls failed since the last one that succeeded.
     *
     * @return the number; under concurrent calls only about right
     */
    public int failuresInARow() {
        return circuit.failuresInARow();
    }

    /**
     * Returns the last failure that was counted, until {@link #reset()}.
     *
     * @return the failure, if there is one
     */
    public Optional<Throwable> lastFailure() {
        return Optional.ofNullable(circuit.lastFailure());
    }

    /** Refuses all calls until {@link #reset()}, which alone ends it. */
    public void isolate() {
        circuit.isolate();
    }

    /** Closes the circuit and forgets what was counted. */
    public void reset() {
        circuit.reset();
    }

    /**
     * Makes a health check of this breaker that makes no call: CLOSED is UP, everything else
     * DEGRADED. Not for liveness.
     *
     * @return the check
     */
    public BreakerHealth healthCheck() {
        return new BreakerHealth(this, settings.nanoTime());
    }

    /**
     * Returns resilience4j's circuit, for its events and metrics. Outcomes of trials are not in its
     * metrics, and durations are 0 there unless something reads them: a listener of its events, a
     * limit for slow calls, or meters. A transition made by hand is followed, but neither does it
     * end an isolation, nor is the time kept that is given to {@code transitionToOpenStateFor}: the
     * breaker's own open time counts. Calls should not be made through it.
     *
     * @return the circuit
     */
    public CircuitBreaker unwrap() {
        return inner;
    }

    CircuitCounters counters() {
        return circuit.counters();
    }

    /** Returns since when and why the circuit is OPEN; null if it is not. */
    @Nullable OpenState open() {
        return circuit.open();
    }

    /** Tells whether the next call would be refused, as far as one can tell without making it. */
    boolean refuses() {
        return state() == BreakerState.ISOLATED || circuit.left() > 0;
    }

    private Admission admit() {
        Admission admission = circuit.admit();
        if (admission instanceof Refused refused) {
            throw new BreakerOpenException(
                    settings.name(),
                    state(refused.state()),
                    refused.why(),
                    refused.left(),
                    circuit.lastFailure());
        }
        return admission;
    }

    private static BreakerState state(State state) {
        return switch (state) {
            case FORCED_OPEN -> BreakerState.ISOLATED;
            case OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            default -> BreakerState.CLOSED;
        };
    }
}
