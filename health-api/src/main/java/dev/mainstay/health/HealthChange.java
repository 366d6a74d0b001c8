// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change of a check's or a gate's published status. Immutable. */
public final class HealthChange {
    private final CheckReport report;
    private final Status from;
    private final @Nullable String reason;
    private final Duration after;

    /** Masks the reason. */
    HealthChange(CheckReport report, Status from, @Nullable String reason, Duration after) {
        this.report = report;
        this.from = from;
        this.reason = reason == null ? null : Text.oneLine(Masking.mask(reason));
        this.after = after;
    }

    CheckReport report() {
        return report;
    }

    /**
     * Returns the name of the check or gate.
     *
     * @return the name
     */
    public String name() {
        return report.name();
    }

    /**
     * Tells a gate from a check.
     *
     * @return true for a gate
     */
    public boolean isGate() {
        return report.isGate();
    }

    /**
     * Returns the status before.
     *
     * @return the status before
     */
    public Status from() {
        return from;
    }

    /**
     * Returns the status now.
     *
     * @return the status now
     */
    public Status to() {
        return report.status();
    }

    /**
     * Returns when it changed.
     *
     * @return the time of the change
     */
    public Instant at() {
        return report.since();
    }

    /**
     * Returns how long the status before had lasted.
     *
     * @return the duration, zero or more
     */
    public Duration after() {
        return after;
    }

    /**
     * Returns why, for operators; credentials in URLs are masked.
     *
     * @return the message of the outcome or of the gate, if there is one
     */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public String toString() {
        String why = reason == null ? "" : ": " + reason;
        return "'"
                + name()
                + "' "
                + from
                + " -> "
                + to()
                + " after "
                + after.toSeconds()
                + "s"
                + why;
    }
}
