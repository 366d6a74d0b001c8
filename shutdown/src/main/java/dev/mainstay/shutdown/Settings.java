// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

/**
 * A coordinator's options, settled. Durations in nanoseconds.
 *
 * @param quiet after how long without an arrival the delay ends early
 * @param cleanCode the exit code of a clean shutdown; -1 for the JVM's own
 * @param endsProcess whether the process ends with the shutdown
 */
record Settings(
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

    Budget budget() {
        return new Budget(timeout, delay);
    }

    int exitCode(ShutdownReport report, int jvmCode) {
        if (report.isForced()) {
            return FORCED;
        }
        return report.isClean() && cleanCode != JVM_CODE ? cleanCode : jvmCode;
    }
}
