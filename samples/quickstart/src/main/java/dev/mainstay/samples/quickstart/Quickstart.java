// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.quickstart;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.checks.DeadlockCheck;
import dev.mainstay.health.checks.MemoryCheck;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.jdk.JdkHealthServer;

public final class Quickstart {
    public static void main(String[] args) throws InterruptedException {
        var health = HealthMonitor.builder();
        health.liveness("deadlock", DeadlockCheck.create());
        health.readiness("memory", MemoryCheck.create());
        JdkHealthServer.start(HealthEndpoints.of(health.build().start()), 8080);
        Thread.currentThread().join(); // here your service works
    }
}
