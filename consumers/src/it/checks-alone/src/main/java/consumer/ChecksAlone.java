// SPDX-License-Identifier: Apache-2.0
package consumer;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.health.checks.DeadlockCheck;
import dev.mainstay.health.checks.DiskCheck;
import dev.mainstay.health.checks.MemoryCheck;
import java.nio.file.Path;
import java.time.Duration;

/** Runs the checks that need no client where none is on the class path. */
public final class ChecksAlone {
    private ChecksAlone() {}

    public static void main(String[] args) throws InterruptedException {
        try (var health =
                HealthMonitor.builder()
                        .startup("deadlock", DeadlockCheck.create())
                        .readiness("disk", DiskCheck.of(Path.of("")))
                        .readiness("memory", MemoryCheck.create())
                        .build()
                        .start()) {
            boolean started = health.awaitUp(Probe.STARTUP, Duration.ofSeconds(20));
            System.out.println("started: " + started);
            System.out.println(health.details());
        }
    }
}
