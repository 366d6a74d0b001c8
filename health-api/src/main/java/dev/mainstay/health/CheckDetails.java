// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Masking;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One check or gate in {@link HealthDetails}, with what its last run found. For operators: messages
 * may name hosts; credentials in URLs are masked. Immutable.
 */
public final class CheckDetails {
    private final CheckReport report;
    private final @Nullable Instant checkedAt;
    private final @Nullable Duration duration;
    private final @Nullable String message;
    private final Map<String, Object> details;
    private final @Nullable Duration stuckFor;
    private final int consecutiveFailures;
    private final OptionalDouble availability;

    /** Masks the message and the values. */
    CheckDetails(
            CheckReport report,
            @Nullable Instant checkedAt,
            @Nullable Duration duration,
            @Nullable String message,
            Map<String, Object> details,
            @Nullable Duration stuckFor,
            int consecutiveFailures,
            OptionalDouble availability) {
        this.report = report;
        this.checkedAt = checkedAt;
        this.duration = duration;
        this.message = Masking.maskNullable(message);
        this.details = masked(details);
        this.stuckFor = stuckFor;
        this.consecutiveFailures = consecutiveFailures;
        this.availability = availability;
    }

    /** A row that no check stands behind: a gate, or the monitor's word on itself. */
    static CheckDetails bare(CheckReport report, @Nullable String message) {
        return new CheckDetails(
                report, null, null, message, Map.of(), null, 0, OptionalDouble.empty());
    }

    /**
     * Returns what is published: name, kind, status, impact, since.
     *
     * @return the published part
     */
    public CheckReport report() {
        return report;
    }

    /**
     * Returns when the last run ended or timed out.
     *
     * @return the time; empty before the first run, and for gates
     */
    public Optional<Instant> checkedAt() {
        return Optional.ofNullable(checkedAt);
    }

    /**
     * Returns how long the last run took; its timeout, if it took longer.
     *
     * @return the duration; empty before the first run, and for gates
     */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /**
     * Returns the message of the last run, or the reason of a closed gate. At most 2,000
     * characters; what is over ends in an ellipsis.
     *
     * @return the message, if there is one
     */
    public Optional<String> message() {
        return Optional.ofNullable(message);
    }

    /**
     * Returns the values that the last run measured.
     *
     * @return an unmodifiable map of strings, numbers and booleans, in the check's order
     */
    public Map<String, Object> details() {
        return details;
    }

    /**
     * Returns how long the run under way has been over its timeout's start.
     *
     * @return the age of a run that has passed its timeout and not come back; otherwise empty
     */
    public Optional<Duration> stuckFor() {
        return Optional.ofNullable(stuckFor);
    }

    /**
     * Returns the failures in a row.
     *
     * @return the number of DOWN outcomes since the last success; 0 for gates
     */
    public int consecutiveFailures() {
        return consecutiveFailures;
    }

    /**
     * Returns the share of its time in which the check was UP or DEGRADED, as published. Its time
     * begins with the first status that is not UNKNOWN; going stale later counts against it.
     *
     * @return 0 to 1; empty before the first status, and for gates
     */
    public OptionalDouble availability() {
        return availability;
    }

    @Override
    public String toString() {
        return report + (message == null ? "" : " (" + message + ")");
    }

    private static Map<String, Object> masked(Map<String, Object> details) {
        if (details.isEmpty()) {
            return details;
        }
        var masked = new LinkedHashMap<>(details);
        masked.replaceAll(Masking::maskValue);
        return Collections.unmodifiableMap(masked);
    }
}
