// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/**
 * Is told of each change of a published status.
 *
 * <p>Once per change, in order, from one daemon thread. A listener that throws is logged and the
 * next one is told all the same; one that is slow delays later changes: at most 1,000 wait, then
 * the oldest is dropped and a warning logged.
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
