// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Masking;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * A time in which readiness is DOWN on purpose. {@link HealthMonitor#maintenance} begins it; it is
 * over when its duration has passed, or code calls {@link #end()}.
 *
 * <p>Thread-safe.
 */
public final class Maintenance {
    private final String reason;
    private final Instant until;
    private final long endsAt;
    private final Predicate<Maintenance> end;

    /** Masks the reason. */
    Maintenance(String reason, Instant until, long endsAt, Predicate<Maintenance> end) {
        this.reason = Masking.mask(reason);
        this.until = until;
        this.endsAt = endsAt;
        this.end = end;
    }

    /**
     * Returns why.
     *
     * @return the reason, for operators; credentials in it are masked
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
        return end.test(this);
    }

    /** When it ends by itself, by the monitor's ticker. */
    long endsAt() {
        return endsAt;
    }

    @Override
    public String toString() {
        return reason + " (until " + until + ")";
    }
}
