// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One check or gate in a {@link HealthReport}: what is published of it. Immutable. */
public final class CheckReport {
    private final String name;
    private final boolean gate;
    private final Status status;
    private final Impact impact;
    private final Instant since;
    private final @Nullable Instant mutedUntil;

    CheckReport(String name, boolean gate, Status status, Impact impact, Instant since) {
        this(name, gate, status, impact, since, null);
    }

    private CheckReport(
            String name,
            boolean gate,
            Status status,
            Impact impact,
            Instant since,
            @Nullable Instant mutedUntil) {
        this.name = name;
        this.gate = gate;
        this.status = status;
        this.impact = impact;
        this.since = since;
        this.mutedUntil = mutedUntil;
    }

    CheckReport with(Status newStatus, Instant now) {
        return new CheckReport(name, gate, newStatus, impact, now, mutedUntil);
    }

    CheckReport muted(Instant until) {
        return new CheckReport(name, gate, status, Impact.INFORMS, since, until);
    }

    CheckReport unmuted(Impact ownImpact) {
        return new CheckReport(name, gate, status, ownImpact, since, null);
    }

    /** Whether a name is one of those that the monitor keeps for itself. */
    static boolean isReserved(String name) {
        return name.startsWith("mainstay");
    }

    /**
     * Tells whether the status of a probe may be asked for without it, as with {@link
     * HealthReport#statusWithout}.
     *
     * @return false for a gate, and for what the monitor says of itself
     */
    public boolean isExcludable() {
        return !gate && !isReserved(name);
    }

    /**
     * What a probe reckons with: a muted check is UP; for liveness UNKNOWN is UP, as nobody knows
     * what to restart.
     */
    Status weighedFor(@Nullable Probe probe) {
        Status weighed = mutedUntil == null ? impact.weigh(status) : Status.UP;
        return probe == Probe.LIVENESS && weighed == Status.UNKNOWN ? Status.UP : weighed;
    }

    /**
     * Returns the name.
     *
     * @return the name it was registered under
     */
    public String name() {
        return name;
    }

    /**
     * Tells a gate from a check.
     *
     * @return true for a gate
     */
    public boolean isGate() {
        return gate;
    }

    /**
     * Returns the published status, before its impact.
     *
     * @return the status; a gate's is UP when open and DOWN when closed
     */
    public Status status() {
        return status;
    }

    /**
     * Returns the impact.
     *
     * @return what the status means for the probe: a gate's is REQUIRED, a muted check's INFORMS
     */
    public Impact impact() {
        return impact;
    }

    /**
     * Returns when the status was published.
     *
     * @return the time of the last change
     */
    public Instant since() {
        return since;
    }

    /**
     * Tells whether the check is muted, and until when.
     *
     * @return the time when its own impact holds again; empty if it holds now
     */
    public Optional<Instant> mutedUntil() {
        return Optional.ofNullable(mutedUntil);
    }

    @Override
    public String toString() {
        return name + "=" + status;
    }
}
