// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/** How well something is, from best to worst. Immutable. */
public enum Status {
    /** It works. */
    UP,
    /** It works, and somebody should look: slow, nearly full, without its standby. */
    DEGRADED,
    /** Nobody can tell: no outcome yet, the check could not find out, or its last one is stale. */
    UNKNOWN,
    /** It does not work. */
    DOWN;

    /**
     * Tells whether work may be sent here.
     *
     * @return true for {@link #UP} and {@link #DEGRADED}
     */
    public boolean isPassing() {
        return this == UP || this == DEGRADED;
    }

    /**
     * Picks the worse of two statuses.
     *
     * @param other the status to compare with
     * @return the later one in the order UP, DEGRADED, UNKNOWN, DOWN
     */
    public Status worse(Status other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
