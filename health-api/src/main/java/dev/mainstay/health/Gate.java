// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

/**
 * A switch on readiness that code holds. Closed, it makes readiness DOWN, at once and whatever the
 * checks say; it can't be excluded. Obtained from {@link HealthMonitor#gate(String)}, open at
 * first.
 *
 * <p>Thread-safe.
 */
public final class Gate {
    private final String name;
    private final Gates gates;

    Gate(String name, Gates gates) {
        this.name = name;
        this.gates = gates;
    }

    /**
     * Returns the name.
     *
     * @return the name, from the same namespace as the checks'
     */
    public String name() {
        return name;
    }

    /**
     * Closes the gate: readiness is DOWN when this returns.
     *
     * @param reason why, for operators
     */
    public void close(String reason) {
        gates.close(name, requireNonNull(reason, "reason"), false);
    }

    /**
     * Opens the gate.
     *
     * @return true if it is open now; false if it is latched and stays closed
     */
    public boolean open() {
        return gates.open(name);
    }

    /**
     * Closes the gate for good: nothing opens or removes it any more.
     *
     * @param reason why, for operators
     */
    public void latch(String reason) {
        gates.close(name, requireNonNull(reason, "reason"), true);
    }

    /**
     * Tells whether the gate is open.
     *
     * @return true if it is open
     */
    public boolean isOpen() {
        return gates.isOpen(name);
    }

    @Override
    public String toString() {
        return name + (isOpen() ? " (open)" : " (closed)");
    }
}
