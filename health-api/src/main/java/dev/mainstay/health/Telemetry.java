// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * What every service should export of its process, in one call: Micrometer's own meters of the
 * JVM's memory, collections, threads and classes, of the processor, the process's files and uptime,
 * and of the disk that the working directory is on. Two of them have names that Prometheus' linter
 * refuses, and have others here: {@code process.cpu} in seconds for Micrometer's {@code
 * process.cpu.time} in nanoseconds, and {@code system.cpu.processors} for {@code system.cpu.count}.
 * Meters that an application binds itself keep their names.
 *
 * <pre>{@code
 * Telemetry.standard(registry);
 * HealthMetrics.of(health).bindTo(registry);
 * }</pre>
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("exports") // Micrometer is optional: who binds meters requires it anyway
public final class Telemetry {
    /** Collections must not be counted twice. */
    private static final Set<MeterRegistry> BOUND = Collections.newSetFromMap(new WeakHashMap<>());

    private static final double NANOS_PER_SECOND = 1e9;

    /** Micrometer's meters of the processor, under its names; other registries read from here. */
    private static final MeterRegistry PROCESSOR = processor();

    private Telemetry() {}

    /**
     * Registers the meters, for as long as the process lives. A second call for the same registry
     * adds nothing.
     *
     * @param registry where to register them
     */
    public static void standard(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        synchronized (BOUND) {
            if (BOUND.add(registry)) {
                bind(registry);
            }
        }
    }

    @SuppressWarnings("resource") // it listens for as long as the process lives
    private static void bind(MeterRegistry registry) {
        new JvmGcMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        bindProcessor(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new DiskSpaceMetrics(new File("").getAbsoluteFile()).bindTo(registry);
    }

    private static MeterRegistry processor() {
        var registry = new SimpleMeterRegistry();
        new ProcessorMetrics().bindTo(registry);
        return registry;
    }

    private static void bindProcessor(MeterRegistry registry) {
        for (Gauge gauge : Search.in(PROCESSOR).gauges()) {
            String name = gauge.getId().getName();
            String renamed = name.equals("system.cpu.count") ? "system.cpu.processors" : name;
            Gauge.builder(renamed, gauge, Gauge::value)
                    .description(gauge.getId().getDescription())
                    .register(registry);
        }
        for (FunctionCounter time : PROCESSOR.find("process.cpu.time").functionCounters()) {
            FunctionCounter.builder("process.cpu", time, it -> it.count() / NANOS_PER_SECOND)
                    .baseUnit("seconds")
                    .description(time.getId().getDescription())
                    .register(registry);
        }
    }
}
