// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

/** When a task of the shutdown runs; in this order, the tasks of one phase side by side. */
public enum Phase {
    /** What lets work in from outside, such as a server: it refuses new work. */
    INGRESS,
    /** What fetches work, such as a queue's consumer: it takes no more. */
    CONSUMERS,
    /** What is under way in the background and has to end: after the drain. */
    WORK,
    /** What the work needs, such as connections to databases: closed when nobody needs it. */
    CLIENTS,
    /** What tells of the rest: metrics, traces, logs. */
    TELEMETRY,
    /**
     * What answers to the very end: servers close their ports, that of the probes too. Begins once
     * nothing in flight has arrived or ended for 50 ms, or after 250 ms: a container may be sending
     * the last answers still. Where nothing has since the shutdown began, it begins at once.
     */
    LISTENERS
}
