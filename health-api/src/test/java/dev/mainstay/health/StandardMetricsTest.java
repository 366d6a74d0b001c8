// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
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
        List<Meter> once = registry.getMeters();

        StandardMetrics.of(monitor).bindTo(registry);

        assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(once);
    }
}
