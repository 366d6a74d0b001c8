// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/** What gates do, under the monitor's lock: they share one namespace with the checks. */
final class Gates {
    private final MonitorCore core;
    private final Publisher publisher;
    private final Checks checks;

    Gates(MonitorCore core, Publisher publisher, Checks checks) {
        this.core = core;
        this.publisher = publisher;
        this.checks = checks;
    }

    /** The gate of a name, made open where it is missing. */
    Gate gate(String name) {
        core.change(
                () -> {
                    if (checks.has(name)) {
                        throw new IllegalArgumentException(
                                "a gate's name must not be a check's, but '" + name + "' is");
                    }
                    if (!publisher.hasGate(name)) {
                        publisher.setGate(name, null, false);
                    }
                });
        return new Gate(name, this);
    }

    void close(String name, String reason, boolean latch) {
        core.change(
                () -> {
                    if (checks.has(name)) {
                        throw new IllegalStateException(
                                "gate '" + name + "' was removed, and its name is a check's now");
                    }
                    publisher.setGate(name, reason, latch);
                });
    }

    /** False if it is latched; a gate that was removed is open. */
    boolean open(String name) {
        return core.changed(() -> !publisher.hasGate(name) || publisher.setGate(name, null, false));
    }

    boolean isOpen(String name) {
        CheckReport row = core.report(Probe.READINESS.ordinal()).check(name).orElse(null);
        return row == null || !row.isGate() || row.status() == Status.UP;
    }
}
