// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/**
 * A listener to the changes of published statuses.
 *
 * <p>The monitor tells it each change once, in order, from one daemon thread. Where a listener
 * throws, the monitor logs it and tells the next one all the same; one that is slow delays later
 * changes: at most 1,000 wait, then the monitor drops the oldest and logs one warning.
 */
@FunctionalInterface
public interface HealthListener {
    /**
     * A check's or a gate's published status has changed.
     *
     * @param change what changed
     */
    void changed(HealthChange change);
}
