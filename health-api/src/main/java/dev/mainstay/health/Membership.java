// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.Collection;
import java.util.EnumSet;

/** The coming and going of checks, under the monitor's lock. */
final class Membership {
    private static final String MONITORS_OWN = "mainstay";

    private final MonitorCore core;
    private final Publisher publisher;
    private final Checks checks;
    private final Runs runs;
    private final Time time;

    Membership(MonitorCore core, Publisher publisher, Checks checks, Runs runs, Time time) {
        this.core = core;
        this.publisher = publisher;
        this.checks = checks;
        this.runs = runs;
        this.time = time;
    }

    /** Before the start: startup waits for checks registered then, not for later ones. */
    void register(Collection<Registration> registrations) {
        core.change(
                () -> {
                    for (Registration registration : registrations) {
                        CheckEntry entry = insert(registration);
                        if (!entry.probes.equals(EnumSet.of(Probe.LIVENESS))) {
                            publisher.awaitForStartup(entry);
                        }
                    }
                });
    }

    void add(Registration registration) {
        core.change(
                () -> {
                    core.requireOpen();
                    CheckEntry entry = insert(registration);
                    if (core.isStarted()) {
                        runs.begin(entry, time.nanos());
                    }
                });
        tellFollowers();
    }

    boolean remove(String name) {
        if (name.startsWith(MONITORS_OWN)) {
            return false;
        }
        boolean removed =
                core.changed(
                        () -> {
                            CheckEntry entry = checks.remove(name);
                            if (entry == null) {
                                return publisher.removeGate(name);
                            }
                            runs.forget(entry);
                            publisher.settleForStartup(entry);
                            publisher.remove(entry.row);
                            return true;
                        });
        tellFollowers();
        return removed;
    }

    void follow(Runnable follower) {
        core.change(() -> checks.follow(follower));
    }

    private void tellFollowers() {
        core.changed(checks::followers).forEach(Runnable::run);
    }

    private CheckEntry insert(Registration registration) {
        String name = registration.name();
        if (checks.has(name) || publisher.hasGate(name)) {
            throw new IllegalArgumentException("name must be unique, but '" + name + "' is taken");
        }
        CheckEntry entry = checks.add(registration, time);
        publisher.put(entry.row, entry.probes);
        return entry;
    }
}
