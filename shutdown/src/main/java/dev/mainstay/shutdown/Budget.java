// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.Set;

/**
 * When each stage must have ended at the latest, in nanoseconds from the start of the shutdown. A
 * stage may use all time that is not kept for those after it, so that one that hangs leaves them
 * their shares, and the sum never exceeds the timeout.
 */
record Budget(long timeout, long delay) {
    private static final long MOST_FOR_EXIT = 1_000_000_000L;

    /** What is left of the timeout for the report and other libraries' hooks. */
    long exitReserve() {
        return Math.min(timeout / 20, MOST_FOR_EXIT);
    }

    /** When all stages are over at the latest. */
    long latestEnd() {
        return timeout - exitReserve();
    }

    /**
     * When a stage must have ended.
     *
     * @param used the phases that have tasks; only for them time is kept
     */
    long latestEnd(Stage stage, Set<Phase> used) {
        int kept = 0;
        for (Stage later : Stage.values()) {
            if (later.ordinal() > stage.ordinal() && isUsed(later, used)) {
                kept += later.share();
            }
        }
        return latestEnd() - Math.max(0, latestEnd() - delay) / Stage.SHARES * kept;
    }

    private static boolean isUsed(Stage stage, Set<Phase> used) {
        Phase phase = stage.phase();
        return phase == null || used.contains(phase);
    }
}
