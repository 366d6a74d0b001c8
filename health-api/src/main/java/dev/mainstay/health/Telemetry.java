// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.io.File;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The meters that every service should export of its process, bound in one call: Micrometer's own,
 * under their own names, of the JVM's memory, collections, threads and classes, of the processor,
 * the process's files and uptime, and of the disk that the working directory is on.
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
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new DiskSpaceMetrics(new File("").getAbsoluteFile()).bindTo(registry);
    }
}
