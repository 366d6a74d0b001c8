// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.Set;

/**
 * A coordinator's options, settled, and how the time is divided. Durations in nanoseconds.
 *
 * <p>A phase and the drain, which is before WORK, may use all time that is not kept for those after
 * it: so one that hangs leaves them their shares, and the sum never exceeds the timeout.
 *
 * @param quiet after how long without an arrival the delay ends early
 * @param cleanCode the exit code of a clean shutdown; -1 for the JVM's own
 * @param endsProcess whether the process ends with the shutdown
 */
record ShutdownSettings(
        long timeout,
        long delay,
        long quiet,
        int cleanCode,
        boolean endsProcess,
        boolean signals,
        Platform platform) {
    /** The exit code of a shutdown that cut something short. */
    static final int FORCED = 70;

    /** Whatever code the JVM would exit with by itself. */
    static final int JVM_CODE = -1;

    private static final long MOST_FOR_EXIT = 1_000_000_000L;
    private static final int SHARES = 10;
    private static final int SHARES_OF_DRAIN = 3;
    private static final int SHARES_OF_WORK = 2;

    /** That of a shutdown that cut nothing short. */
    int exitCode(ShutdownReport report, int jvmCode) {
        return report.isClean() && cleanCode != JVM_CODE ? cleanCode : jvmCode;
    }

    /** What is left of the timeout for the report and other libraries' hooks. */
    long exitReserve() {
        return Math.min(timeout / 20, MOST_FOR_EXIT);
    }

    /**
     * When a phase must have ended at the latest, from the start of the shutdown.
     *
     * @param used the phases that have tasks; only for them time is kept
     */
    long latestEnd(Phase phase, Set<Phase> used) {
        int drain = phase.compareTo(Phase.WORK) < 0 ? SHARES_OF_DRAIN : 0;
        return latestEnd(drain + sharesAfter(phase, used));
    }

    /** When the drain must have ended. */
    long latestEndOfDrain(Set<Phase> used) {
        return latestEnd(sharesAfter(Phase.CONSUMERS, used));
    }

    private long latestEnd(int sharesKept) {
        long end = timeout - exitReserve();
        return end - Math.max(0, end - delay) / SHARES * sharesKept;
    }

    private static int sharesAfter(Phase phase, Set<Phase> used) {
        int shares = 0;
        for (Phase later : used) {
            if (later.compareTo(phase) > 0) {
                shares += later == Phase.WORK ? SHARES_OF_WORK : 1;
            }
        }
        return shares;
    }
}
