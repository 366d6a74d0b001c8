// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Throwables;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a {@link Retrier} made no further attempt. It is attached, suppressed, to the error that the
 * call threw, which stays what the caller catches. An error made without suppression carries none.
 *
 * <pre>{@code
 * GaveUp.of(error).map(GaveUp::reason)
 * }</pre>
 *
 * <p>Immutable.
 */
public final class GaveUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reasons, in the order in which they are looked at. */
    public enum Reason {
        /** The error is not one to retry. */
        NOT_RETRYABLE,
        /** The thread was interrupted, or the future cancelled. */
        INTERRUPTED,
        /** All attempts were made. */
        ATTEMPTS,
        /** {@code stopWhen} said so: the process is draining. */
        STOPPED,
        /** The breaker would refuse the next attempt. */
        BREAKER_OPEN,
        /** The backoff threw, or gave no delay that could be used. */
        BACKOFF,
        /** The server asked for a wait longer than {@code maxHint}. */
        HINT,
        /** The wait does not fit the deadline. */
        DEADLINE,
        /** The budget for retries is spent. */
        BUDGET
    }

    private final String name;
    private final Reason reason;
    private final int attempts;

    GaveUp(String name, Reason reason, int attempts, String numbers, @Nullable Throwable cause) {
        super(
                "'%s' gave up after %d %s: %s%s"
                        .formatted(
                                name,
                                attempts,
                                attempts == 1 ? "attempt" : "attempts",
                                reason,
                                numbers),
                cause,
                true,
                false);
        this.name = name;
        this.reason = reason;
        this.attempts = attempts;
    }

    /**
     * Finds the note on an error, or on what futures wrapped.
     *
     * @param error what a call threw
     * @return the latest note; empty if no retrier gave up on it
     */
    public static Optional<GaveUp> of(Throwable error) {
        Optional<GaveUp> own = noteOn(requireNonNull(error, "error"));
        return own.isPresent() ? own : noteOn(Throwables.unwrap(error));
    }

    private static Optional<GaveUp> noteOn(Throwable error) {
        Throwable[] notes = error.getSuppressed();
        for (int i = notes.length - 1; i >= 0; i--) {
            if (notes[i] instanceof GaveUp found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the name of the retrier that gave up.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the reason.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns how many attempts were made.
     *
     * @return the number, the first attempt among them
     */
    public int attempts() {
        return attempts;
    }
}
