// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Duration;
import java.util.function.UnaryOperator;

/** A started monitor on fake time, ticked by hand. */
final class Rig {
    private static final Duration STEP = Duration.ofMillis(50);

    final FakeTime time = new FakeTime();
    final HealthMonitor monitor;

    Rig(UnaryOperator<HealthMonitorBuilder> setup) {
        this.monitor = setup.apply(TestMonitors.onFakeTime(time)).build().start();
        tick();
    }

    static Rig readiness(String name, HealthCheck check) {
        return new Rig(builder -> builder.readiness(name, check));
    }

    void tick() {
        TestMonitors.tick(monitor);
    }

    /** Lets time pass in small steps, with a tick after each. */
    void pass(Duration duration) {
        for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
            tick();
        }
    }

    /** Lets time pass in one leap, with one tick after it. */
    void leap(Duration duration) {
        time.advance(duration);
        tick();
    }

    /** Runs all checks once. */
    void refresh() {
        monitor.refresh();
        tick();
    }

    Status live() {
        return monitor.report(Probe.LIVENESS).status();
    }

    Status ready() {
        return monitor.report(Probe.READINESS).status();
    }

    Status startup() {
        return monitor.report(Probe.STARTUP).status();
    }

    Status of(String name) {
        return monitor.report().check(name).orElseThrow().status();
    }

    CheckDetails details(String name) {
        return monitor.details().checks().stream()
                .filter(details -> details.report().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String message(String name) {
        return details(name).message().orElse("");
    }
}
