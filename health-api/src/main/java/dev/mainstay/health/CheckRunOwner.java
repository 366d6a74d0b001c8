// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.function.Function;

/**
 * Whom a {@link CheckRunner} runs checks for. The runner's threads tell it what became of the runs,
 * and borrow its lock for all that they decide; but for the two that take the lock, each method is
 * called under it.
 */
interface CheckRunOwner {
    /** Does a round of the scheduler under the lock. */
    <T> T round(Function<Moment, T> round);

    /** Does anything else under the lock. */
    <T> T locked(Function<Moment, T> step);

    /** A run ended in time; returns how long to wait until the next. */
    long ended(String name, Health outcome, long took, Moment now);

    /** A run was never begun; returns how long to wait until the next. */
    long rejected(String name, String why, Moment now);

    /** A run is past its timeout; told again whenever the timeout has passed once more. */
    void timedOut(String name, long startedAt, Moment now);

    /** Where a run hangs that is past its timeout. */
    void stuckAt(String name, String where);

    /** A run that was past its timeout is back. */
    void back(String name);
}
