// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A switch on readiness that code holds. Closed, it makes readiness DOWN, at once and whatever the
 * checks say; nobody can leave it out. {@link HealthMonitor#gate(String)} makes it, open at first.
 *
 * <p>Thread-safe.
 */
public final class Gate {
    /** Closes the gate in its monitor for a reason, or opens it; false where it is latched. */
    interface Setter {
        boolean set(@Nullable String reason, boolean latch);
    }

    private final String name;
    private final Setter setter;
    private final Supplier<HealthReport> readiness;

    Gate(String name, Setter setter, Supplier<HealthReport> readiness) {
        this.name = name;
        this.setter = setter;
        this.readiness = readiness;
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
        setter.set(requireNonNull(reason, "reason"), false);
    }

    /**
     * Opens the gate.
     *
     * @return true if it is open now; false if it is latched and stays closed
     */
    public boolean open() {
        return setter.set(null, false);
    }

    /**
     * Closes the gate for good: nothing opens or removes it any more.
     *
     * @param reason why, for operators
     */
    public void latch(String reason) {
        setter.set(requireNonNull(reason, "reason"), true);
    }

    /**
     * Tells whether the gate is open.
     *
     * @return true if it is open
     */
    public boolean isOpen() {
        CheckReport row = readiness.get().check(name).orElse(null);
        return row == null || !row.isGate() || row.status() == Status.UP;
    }

    @Override
    public String toString() {
        return name + (isOpen() ? " (open)" : " (closed)");
    }
}
