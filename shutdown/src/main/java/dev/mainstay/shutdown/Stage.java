// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import org.jspecify.annotations.Nullable;

/** What a shutdown goes through: the phases, and the drain between them. */
enum Stage {
    INGRESS(Phase.INGRESS, 1),
    CONSUMERS(Phase.CONSUMERS, 1),
    DRAIN(null, 3),
    WORK(Phase.WORK, 2),
    CLIENTS(Phase.CLIENTS, 1),
    TELEMETRY(Phase.TELEMETRY, 1),
    LISTENERS(Phase.LISTENERS, 1);

    /** The sum of all shares. */
    static final int SHARES = 10;

    private final @Nullable Phase phase;
    private final int share;

    Stage(@Nullable Phase phase, int share) {
        this.phase = phase;
        this.share = share;
    }

    /** Null for the drain. */
    @Nullable Phase phase() {
        return phase;
    }

    /** How many parts of the time are kept for it, whatever the stages before it took. */
    int share() {
        return share;
    }
}
