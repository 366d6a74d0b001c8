// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.CheckState.RunOutcome;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Text;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Micrometer meters of a {@link HealthMonitor}. They read counts that the monitor keeps anyway, so
 * a run costs the same with and without them. Checks added or removed later are followed.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code mainstay.health.status}</td><td>check, probe</td>
 *     <td>1 UP, 0.5 DEGRADED, 0 DOWN, -1 UNKNOWN, as published</td></tr>
 * <tr><td>{@code mainstay.health.runs}</td><td>check, outcome</td>
 *     <td>runs and their time, by outcome: up, degraded, unknown, down, timeout</td></tr>
 * <tr><td>{@code mainstay.health.timeouts}</td><td>check</td>
 *     <td>runs that passed their timeout</td></tr>
 * <tr><td>{@code mainstay.health.stuck}</td><td></td>
 *     <td>runs that are past their timeout and have not come back</td></tr>
 * </table>
 *
 * <pre>{@code
 * HealthMetrics.of(health).bindTo(registry);
 * }</pre>
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("exports") // Micrometer is optional: who binds meters requires it anyway
public final class HealthMetrics implements MeterBinder {
    /** What each registry holds; a binding lives as long as its monitor. */
    private static final Map<MeterRegistry, WeakReference<Binding>> BOUND = new WeakHashMap<>();

    private final MonitorCore core;

    private HealthMetrics(MonitorCore core) {
        this.core = core;
    }

    /**
     * Makes the meters of a monitor.
     *
     * @param monitor the monitor
     * @return the binder
     */
    public static HealthMetrics of(HealthMonitor monitor) {
        return new HealthMetrics(requireNonNull(monitor, "monitor").core());
    }

    /**
     * Registers the meters. A second call for the same monitor and registry does nothing; meters of
     * a monitor that was closed make room.
     *
     * @param registry where to register them
     * @throws IllegalStateException if the registry has the meters of another running monitor: the
     *     two would be told apart by nothing
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        synchronized (BOUND) {
            WeakReference<Binding> known = BOUND.get(registry);
            Binding before = known == null ? null : known.get();
            if (before != null && before.core == core) {
                return;
            }
            if (before != null) {
                Require.state(
                        before.core.isClosed(),
                        "the registry must have the meters of one monitor, but has another's");
                before.end();
            }
            var binding = new Binding(core, registry);
            BOUND.put(registry, new WeakReference<>(binding));
            core.follow(binding::follow);
            binding.follow();
        }
    }

    /** The meters of each check in one registry. */
    private static final class Binding {
        private final MonitorCore core;
        private final MeterRegistry registry;
        private final Map<CheckState, List<Meter>> meters = new HashMap<>();

        private final Meter stuck;

        Binding(MonitorCore core, MeterRegistry registry) {
            this.core = core;
            this.registry = registry;
            this.stuck =
                    Gauge.builder("mainstay.health.stuck", core, Binding::stuck)
                            .description("Runs of checks past their timeout that are not back")
                            .register(registry);
        }

        synchronized void end() {
            meters.values().forEach(list -> list.forEach(registry::remove));
            meters.clear();
            registry.remove(stuck);
        }

        synchronized void follow() {
            var checks = core.read((state, runner) -> Set.copyOf(state.checks()));
            meters.forEach(
                    (check, made) -> {
                        if (!checks.contains(check)) {
                            made.forEach(registry::remove);
                        }
                    });
            meters.keySet().retainAll(checks);
            checks.forEach(check -> meters.computeIfAbsent(check, this::register));
        }

        private List<Meter> register(CheckState check) {
            var made = new ArrayList<Meter>();
            for (Probe probe : check.probes()) {
                made.add(status(check, probe));
            }
            for (RunOutcome outcome : RunOutcome.values()) {
                made.add(runs(check, outcome));
            }
            made.add(
                    FunctionCounter.builder(
                                    "mainstay.health.timeouts",
                                    check,
                                    it -> it.runs(RunOutcome.TIMEOUT))
                            .tags("check", check.name())
                            .description("Runs of a check that passed their timeout")
                            .register(registry));
            return made;
        }

        private Meter status(CheckState check, Probe probe) {
            return Gauge.builder("mainstay.health.status", () -> status(check.name(), probe))
                    .tags("check", check.name(), "probe", Text.of(probe))
                    .description("Published status: 1 UP, 0.5 DEGRADED, 0 DOWN, -1 UNKNOWN")
                    .register(registry);
        }

        private Meter runs(CheckState check, RunOutcome outcome) {
            return FunctionTimer.builder(
                            "mainstay.health.runs",
                            check,
                            it -> it.runs(outcome),
                            it -> it.nanos(outcome),
                            TimeUnit.NANOSECONDS)
                    .tags(Tags.of("check", check.name(), "outcome", Text.of(outcome)))
                    .description("Runs of a check by outcome")
                    .register(registry);
        }

        private double status(String name, Probe probe) {
            return core.report(probe)
                    .check(name)
                    .map(check -> value(check.status()))
                    .orElse(Double.NaN);
        }

        private static double stuck(MonitorCore core) {
            return core.read(
                    (state, runner) -> state.checks().stream().filter(CheckState::isStuck).count());
        }

        private static double value(Status status) {
            return switch (status) {
                case UP -> 1;
                case DEGRADED -> 0.5;
                case DOWN -> 0;
                case UNKNOWN -> -1;
            };
        }
    }
}
