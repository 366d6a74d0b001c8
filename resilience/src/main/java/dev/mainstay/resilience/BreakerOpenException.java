// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Breaker} refused a call. It has no stack trace, as there may be thousands a second; its
 * cause is the last failure that the breaker counted.
 *
 * <p>Immutable.
 */
public final class BreakerOpenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final BreakerState state;
    private final String why;
    private final long retryAfterNanos;

    BreakerOpenException(
            String name,
            BreakerState state,
            String why,
            long retryAfterNanos,
            @Nullable Throwable lastCause) {
        super(null, lastCause, true, false);
        this.name = name;
        this.state = state;
        this.why = why;
        this.retryAfterNanos = retryAfterNanos;
    }

    /**
     * Returns the name of the breaker that refused.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the state the breaker was in: OPEN, HALF_OPEN with its trials under way, or ISOLATED.
     *
     * @return the state
     */
    public BreakerState state() {
        return state;
    }

    /**
     * Returns the last failure that the breaker counted.
     *
     * @return the failure; empty if slow calls alone opened it, or a person did
     */
    public Optional<Throwable> lastCause() {
        return Optional.ofNullable(getCause());
    }

    /**
     * Tells when the next trial is possible.
     *
     * @return the time left; empty unless the state is OPEN, as nobody knows then
     */
    public Optional<Duration> retryAfter() {
        return retryAfterNanos < 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(retryAfterNanos));
    }

    @Override
    public String getMessage() {
        String message = "circuit '%s' is %s (%s)".formatted(name, state, why);
        return retryAfterNanos < 0
                ? message
                : message + "; next trial in " + Durations.seconds(retryAfterNanos);
    }
}
