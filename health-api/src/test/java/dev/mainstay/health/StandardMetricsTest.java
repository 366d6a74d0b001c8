// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class StandardMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void bindTo_always_exportsTheProcessAndItsHealth() {
        StandardMetrics.of(Rig.readiness("a", Health::up).monitor).bindTo(registry);

        assertThat(registry.getMeters())
                .extracting(it -> it.getId().getName())
                .contains(
                        "mainstay.health.stuck",
                        "jvm.memory.used",
                        "jvm.gc.live.data.size",
                        "jvm.threads.live",
                        "jvm.classes.loaded",
                        "process.cpu.usage",
                        "process.files.open",
                        "process.uptime",
                        "disk.free");
        assertThat(registry.get("disk.total").gauge().value()).isPositive();
    }

    /** Two of Micrometer's listeners would count each collection twice. */
    @Test
    void bindTo_twice_countsACollectionOnce() {
        HealthMonitor monitor = Rig.readiness("a", Health::up).monitor;
        StandardMetrics.of(monitor).bindTo(registry);
        StandardMetrics.of(monitor).bindTo(registry);
        var control = new SimpleMeterRegistry();
        try (var listener = new JvmGcMetrics()) {
            listener.bindTo(control); // the last to listen, and so to hear
            System.gc();
            await().atMost(ofSeconds(20)).until(() -> collections(control) > 0);

            assertThat(collections(registry)).isEqualTo(collections(control));
        }
    }

    private static long collections(MeterRegistry registry) {
        return registry.find("jvm.gc.pause").tag("cause", "System.gc()").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }
}
