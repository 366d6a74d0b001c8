// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

/** What a check's status means for its probe. Immutable. */
public enum Impact {
    /** The probe is as bad as the check. The default. */
    REQUIRED,
    /** UNKNOWN and DOWN count as DEGRADED: the service works on without this one. */
    DEGRADES,
    /** Counts as UP whatever it says; shown as it is. */
    INFORMS;

    /**
     * Tells what a check's status counts for.
     *
     * @param status the check's published status
     * @return the status that the probe reckons with
     */
    public Status weigh(Status status) {
        requireNonNull(status, "status");
        return switch (this) {
            case REQUIRED -> status;
            case DEGRADES -> status == Status.UP ? Status.UP : Status.DEGRADED;
            case INFORMS -> Status.UP;
        };
    }
}
