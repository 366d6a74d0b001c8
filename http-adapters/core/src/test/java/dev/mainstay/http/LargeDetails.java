// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import java.time.Duration;

/** Checks that say so much that an answer does not fit into what lies between two sockets. */
public final class LargeDetails {
    /** Characters of each check's details, without their names. */
    public static final int LENGTH = 120_000;

    private static final int VALUES = 60;

    private LargeDetails() {}

    /** Adds readiness checks, and returns when they are up. */
    public static void addTo(HealthMonitor monitor, int checks) throws InterruptedException {
        Health large = Health.up();
        for (int i = 0; i < VALUES; i++) {
            large = large.with("value" + i, "x".repeat(LENGTH / VALUES));
        }
        Health each = large;
        for (int i = 0; i < checks; i++) {
            monitor.addReadiness("large" + i, () -> each);
        }
        assertThat(monitor.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
    }
}
