// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Throwables;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a check: a status, and for operators a message, measured values and a cause.
 *
 * <pre>{@code
 * Health.degraded("12% free, limit 20%").with("freeBytes", free);
 * }</pre>
 *
 * <p>Anonymous callers of an endpoint see the status alone. Immutable.
 */
public final class Health {
    /** The most values that one outcome carries. */
    static final int MAX_DETAILS = 64;

    /** Where the numbers that never change come from. */
    private static final Set<String> FIXED = Set.of("java.lang", "java.math");

    private static final Health UP = new Health(Status.UP, null, null, Map.of());

    private final Status status;
    private final @Nullable String message;
    private final @Nullable Throwable cause;
    private final Map<String, Object> details;

    private Health(
            Status status,
            @Nullable String message,
            @Nullable Throwable cause,
            Map<String, Object> details) {
        this.status = status;
        this.message = message;
        this.cause = cause;
        this.details = details;
    }

    /**
     * It works.
     *
     * @return an UP outcome
     */
    public static Health up() {
        return UP;
    }

    /**
     * It works, and somebody should look.
     *
     * @param message why, for operators
     * @return a DEGRADED outcome
     */
    public static Health degraded(String message) {
        return of(Status.DEGRADED, message);
    }

    /**
     * It does not work.
     *
     * @param message why, for operators
     * @return a DOWN outcome
     */
    public static Health down(String message) {
        return of(Status.DOWN, message);
    }

    /**
     * It does not work: the message is the cause's class and message, credentials masked.
     *
     * @param cause what was thrown
     * @return a DOWN outcome
     */
    public static Health down(Throwable cause) {
        return new Health(Status.DOWN, Throwables.describe(cause), cause, Map.of());
    }

    /**
     * Could not find out. Changes no count of failures or successes; when nothing else comes, the
     * check goes stale.
     *
     * @param message why, for operators
     * @return an UNKNOWN outcome
     */
    public static Health unknown(String message) {
        return of(Status.UNKNOWN, message);
    }

    /**
     * An outcome of a status that was worked out.
     *
     * @param status the status
     * @param message why, for operators
     * @return the outcome
     */
    public static Health of(Status status, String message) {
        return new Health(
                requireNonNull(status, "status"),
                requireNonNull(message, "message"),
                null,
                Map.of());
    }

    /**
     * This outcome and one measured value more. Strings, numbers and booleans are kept as they are,
     * of an atomic number or an adder the value that it has now, and of anything else its {@code
     * toString()}.
     *
     * @param key the name, with its unit: {@code freeBytes}, {@code ageSeconds}
     * @param value the value
     * @return a new outcome; a value of the same key is replaced
     * @throws IllegalArgumentException if the key is empty, or there are 64 values already
     */
    public Health with(String key, Object value) {
        requireNonNull(key, "key");
        requireNonNull(value, () -> "value of '" + Masking.mask(key) + "'");
        if (key.isBlank()) {
            throw new IllegalArgumentException("key must not be empty, but was '" + key + "'");
        }
        var more = new LinkedHashMap<>(details);
        more.put(key, plain(value));
        if (more.size() > MAX_DETAILS) {
            throw new IllegalArgumentException(
                    "an outcome carries at most %d values, but '%s' is one more"
                            .formatted(MAX_DETAILS, Masking.mask(key)));
        }
        return new Health(status, message, cause, Collections.unmodifiableMap(more));
    }

    /**
     * Returns the status.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * Returns the message for operators.
     *
     * @return the message, if there is one
     */
    public Optional<String> message() {
        return Optional.ofNullable(message);
    }

    /**
     * Returns what was thrown.
     *
     * @return the cause, if there is one
     */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /**
     * Returns the measured values in the order they were given.
     *
     * @return an unmodifiable map of strings, numbers and booleans
     */
    public Map<String, Object> details() {
        return details;
    }

    @Override
    public String toString() {
        return status + (message == null ? "" : " (" + Masking.mask(message) + ")");
    }

    private static Object plain(Object value) {
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            String home = number.getClass().getPackageName();
            if (FIXED.contains(home)) {
                return number;
            }
            if (home.equals("java.util.concurrent.atomic")) {
                return now(number);
            }
        }
        return String.valueOf(value.toString());
    }

    /** The value that a number has now which may change. */
    private static Number now(Number number) {
        boolean fraction = number instanceof DoubleAdder || number instanceof DoubleAccumulator;
        return fraction ? (Number) number.doubleValue() : (Number) number.longValue();
    }
}
