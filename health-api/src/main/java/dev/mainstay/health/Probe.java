// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/** The three questions that an orchestrator asks, in the words of Kubernetes. Immutable. */
public enum Probe {
    /** Would a restart help? Answered from this process alone; a failure gets it killed. */
    LIVENESS,
    /** May traffic be sent here now? */
    READINESS,
    /** Has it come up? Turns UP once, for good. */
    STARTUP
}
