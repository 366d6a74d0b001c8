// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void standard_always_exportsTheProcess() {
        Telemetry.standard(registry);

        assertThat(registry.getMeters())
                .extracting(it -> it.getId().getName())
                .contains(
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

    /** Under Micrometer's names, which dashboards know. */
    @Test
    void standard_always_tellsTheProcessorAsMicrometerDoes() {
        Telemetry.standard(registry);
        var theirs = new SimpleMeterRegistry();
        new ProcessorMetrics().bindTo(theirs);

        assertThat(registry.get("system.cpu.count").gauge().value())
                .isEqualTo(theirs.get("system.cpu.count").gauge().value());
        assertThat(registry.get("system.load.average.1m").gauge().value()).isNotNaN();
        assertThat(registry.find("system.cpu.processors").meter()).isNull();
        assertThat(registry.find("process.cpu").meter()).isNull();
    }

    @Test
    void processCpuTime_asTimeGoesBy_isInNanosecondsAndGrows() {
        Telemetry.standard(registry);
        FunctionCounter nanos = registry.get("process.cpu.time").functionCounter();
        var others = new SimpleMeterRegistry();
        new ProcessorMetrics().bindTo(others);
        FunctionCounter theirs = others.get("process.cpu.time").functionCounter();

        double before = theirs.count();
        double told = nanos.count();

        assertThat(told).isBetween(before, theirs.count());
        assertThat(nanos.getId().getBaseUnit()).isEqualTo("ns");
        await().until(() -> nanos.count() > told);
    }

    @Test
    void standard_whereTheApplicationHasMicrometersOwn_leavesThem() {
        new ProcessorMetrics().bindTo(registry);

        Telemetry.standard(registry);

        assertThat(registry.find("system.cpu.count").meter()).isNotNull();
        assertThat(registry.find("process.cpu.time").meter()).isNotNull();
    }

    /** Two of Micrometer's listeners would count each collection twice. */
    @Test
    void standard_twice_countsACollectionOnce() {
        Telemetry.standard(registry);
        Telemetry.standard(registry);
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
