// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.function.DoubleSupplier;

/** Monitors whose time and scheduler a test drives by hand. */
public final class TestMonitors {
    private TestMonitors() {}

    /** A monitor without threads: checks run on the thread that ticks it. */
    public static HealthMonitorBuilder onFakeTime(FakeTime time) {
        return onFakeTime(time, () -> 0.5).executor(Runnable::run);
    }

    static HealthMonitorBuilder onFakeTime(FakeTime time, DoubleSupplier random) {
        return HealthMonitor.builder().time(new MonitorTime(time::nanos, time::now, random, false));
    }

    /** One round of the scheduler. */
    public static void tick(HealthMonitor monitor) {
        monitor.core().tick();
    }
}
