// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Instant;

/**
 * A time in which readiness is DOWN on purpose. Begun by {@link HealthMonitor#maintenance}; over
 * when its duration has passed, or {@link #end()} is called.
 *
 * <p>Thread-safe.
 */
public final class Maintenance {
    final long endsAt;

    private final Suspensions suspensions;
    private final String reason;
    private final Instant until;

    Maintenance(Suspensions suspensions, String reason, Instant until, long endsAt) {
        this.suspensions = suspensions;
        this.reason = reason;
        this.until = until;
        this.endsAt = endsAt;
    }

    /**
     * Returns why.
     *
     * @return the reason, for operators
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns when it ends by itself.
     *
     * @return the time
     */
    public Instant until() {
        return until;
    }

    /**
     * Ends it now: readiness is what the checks and gates say when this returns, unless another
     * maintenance is on.
     *
     * @return true if this ended it; false if it was over
     */
    public boolean end() {
        return suspensions.end(this);
    }

    @Override
    public String toString() {
        return reason + " (until " + until + ")";
    }
}
