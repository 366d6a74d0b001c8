// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/**
 * A check of one thing: it looks, and says how the thing is.
 *
 * <p>The monitor calls a check on a thread of its own, never two runs of one check at a time, and
 * never on the thread of a request. A run that takes longer than its timeout counts as DOWN and is
 * interrupted; one that throws is DOWN with the exception as its cause.
 *
 * <pre>{@code
 * HealthCheck orders = () -> queue.size() < 1_000 ? Health.up() : Health.degraded("backlog");
 * }</pre>
 *
 * <p>Implementations are called from changing threads, one at a time.
 */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Runs the check once.
     *
     * @return the outcome, never null
     * @throws Exception if the thing does not work, or nobody could find out; counts as DOWN
     */
    Health check() throws Exception;

    /**
     * Runs the check once, knowing how much time is left. A check that can hand a time limit to its
     * client overrides this one.
     *
     * @param run the run that this is
     * @return the outcome, never null
     * @throws Exception if the thing does not work, or nobody could find out; counts as DOWN
     */
    default Health check(Run run) throws Exception {
        return check();
    }
}
