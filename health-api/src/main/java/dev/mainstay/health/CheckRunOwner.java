// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.function.Function;

/**
 * What a {@link CheckRunner} calls of whoever made it. The runner's threads tell it what became of
 * the runs, and borrow its lock for all that they decide; but for the two that take the lock, each
 * method is called under it.
 */
interface CheckRunOwner {
    /** Does what is due at a tick of the scheduler under the lock. */
    <T> T tick(Function<Moment, T> step);

    /** Does anything else under the lock. */
    <T> T locked(Function<Moment, T> step);

    /** Tells that a run ended in time; returns how long to wait until the next. */
    long ended(String name, Health outcome, long took, Moment now);

    /** Tells that no thread has begun a run; returns how long to wait until the next. */
    long rejected(String name, String why, Moment now);

    /** Tells that a run is past its timeout, again whenever the timeout has passed once more. */
    void timedOut(String name, long startedAt, Moment now);

    /** Tells where a run hangs that is past its timeout. */
    void stuckAt(String name, String where);

    /** Tells that a run that was past its timeout is back. */
    void back(String name);
}
