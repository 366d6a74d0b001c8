// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

/**
 * What is to be done in a phase of the shutdown. It runs once, on a daemon thread of its own, and
 * is interrupted once when its time is over.
 */
@FunctionalInterface
public interface ShutdownTask {
    /**
     * Does it. A failure is logged and reported, and keeps nothing else from running.
     *
     * @throws Exception if it failed
     */
    void run() throws Exception;
}
