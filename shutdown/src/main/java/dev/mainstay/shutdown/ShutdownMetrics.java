// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;

/**
 * Micrometer meters of a {@link ShutdownCoordinator}. What a shutdown did is known before the phase
 * TELEMETRY: a task there that sends the meters for the last time sends all of it.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>what</th></tr>
 * <tr><td>{@code mainstay.shutdown.in.flight}</td>
 *     <td>work in flight, at any time</td></tr>
 * <tr><td>{@code mainstay.shutdown.drain}</td>
 *     <td>time from the beginning of the shutdown until its drain was over; 0 before</td></tr>
 * <tr><td>{@code mainstay.shutdown.late}</td>
 *     <td>work that arrived since the shutdown began, the refused included</td></tr>
 * <tr><td>{@code mainstay.shutdown.refused}</td>
 *     <td>work that arrived after the cut-off</td></tr>
 * <tr><td>{@code mainstay.shutdown.cut}</td>
 *     <td>work that had not ended when the drain was over</td></tr>
 * </table>
 *
 * <pre>{@code
 * ShutdownMetrics.of(shutdown).bindTo(registry);
 * }</pre>
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("exports") // Micrometer is optional: who binds meters requires it anyway
public final class ShutdownMetrics implements MeterBinder {
    private final Shutdown shutdown;

    private ShutdownMetrics(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    /**
     * Makes the meters of a coordinator.
     *
     * @param coordinator the coordinator; one in a registry
     * @return the binder
     */
    public static ShutdownMetrics of(ShutdownCoordinator coordinator) {
        return new ShutdownMetrics(requireNonNull(coordinator, "coordinator").shutdown());
    }

    /**
     * Registers the meters. A second call for the same registry does nothing.
     *
     * @param registry where to register them
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        InFlight inFlight = shutdown.inFlight;
        Gauge.builder("mainstay.shutdown.in.flight", inFlight, InFlight::count)
                .description("Work in flight")
                .register(registry);
        TimeGauge.builder(
                        "mainstay.shutdown.drain",
                        shutdown,
                        TimeUnit.NANOSECONDS,
                        ShutdownMetrics::drainNanos)
                .description("Time from the beginning of the shutdown until its drain was over")
                .register(registry);
        FunctionCounter.builder("mainstay.shutdown.late", inFlight, InFlight::lateArrivals)
                .description("Work that arrived since the shutdown began")
                .register(registry);
        FunctionCounter.builder("mainstay.shutdown.refused", inFlight, InFlight::refused)
                .description("Work that arrived after the cut-off")
                .register(registry);
        FunctionCounter.builder("mainstay.shutdown.cut", shutdown, ShutdownMetrics::cut)
                .description("Work that had not ended when the drain was over")
                .register(registry);
    }

    private static double drainNanos(Shutdown shutdown) {
        ShutdownRun run = shutdown.run();
        return run == null ? 0 : run.drainNanos();
    }

    private static double cut(Shutdown shutdown) {
        ShutdownRun run = shutdown.run();
        return run == null ? 0 : run.cut();
    }
}
