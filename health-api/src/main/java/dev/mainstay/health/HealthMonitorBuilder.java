// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The builder of a {@link HealthMonitor}. The same check registered under the same name for a
 * second probe serves both with one run; its options are given once, with the first.
 *
 * <p>Not thread-safe.
 */
public final class HealthMonitorBuilder {
    private static final int MOST_HISTORY = 1_000;

    private final Map<String, CheckRegistration> registrations = new LinkedHashMap<>();
    private final List<HealthListener> listeners = new ArrayList<>();
    private @Nullable Executor executor;
    private boolean startupAwaitsReadiness;
    private int history = 50;
    private MonitorTime time = MonitorTime.system();

    HealthMonitorBuilder() {}

    /**
     * Registers a check for liveness.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check a check of this process alone
     * @return this
     * @throws IllegalArgumentException if the name is malformed or another check's
     */
    public HealthMonitorBuilder liveness(String name, SelfCheck check) {
        return register(CheckRegistration.of(Probe.LIVENESS, name, check));
    }

    /**
     * Registers a check for liveness, with options.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check a check of this process alone
     * @param options sets its options
     * @return this
     * @throws IllegalArgumentException if the name is malformed or another check's
     */
    public HealthMonitorBuilder liveness(
            String name, SelfCheck check, Consumer<CheckOptions> options) {
        return register(CheckRegistration.of(Probe.LIVENESS, name, check, options));
    }

    /**
     * Registers a check for readiness.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check the check
     * @return this
     * @throws IllegalArgumentException if the name is malformed or another check's
     */
    public HealthMonitorBuilder readiness(String name, HealthCheck check) {
        return register(CheckRegistration.of(Probe.READINESS, name, check));
    }

    /**
     * Registers a check for readiness, with options.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check the check
     * @param options sets its options
     * @return this
     * @throws IllegalArgumentException if the name is malformed or another check's
     */
    public HealthMonitorBuilder readiness(
            String name, HealthCheck check, Consumer<CheckOptions> options) {
        return register(CheckRegistration.of(Probe.READINESS, name, check, options));
    }

    /**
     * Registers a check that must pass once before startup is UP.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check a check of this process alone
     * @return this
     * @throws IllegalArgumentException if the name is malformed or another check's
     */
    public HealthMonitorBuilder startup(String name, SelfCheck check) {
        return register(CheckRegistration.of(Probe.STARTUP, name, check));
    }

    /**
     * Registers a check that must pass once before startup is UP, with options.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check a check of this process alone
     * @param options sets its options
     * @return this
     * @throws IllegalArgumentException if the name is malformed or another check's
     */
    public HealthMonitorBuilder startup(
            String name, SelfCheck check, Consumer<CheckOptions> options) {
        return register(CheckRegistration.of(Probe.STARTUP, name, check, options));
    }

    /**
     * Makes startup wait until readiness is UP or DEGRADED once. Without it, startup waits only
     * until each readiness check has reported, whatever it said: an orchestrator restarts a process
     * that does not come up, and a database's outage must not become a restart storm.
     *
     * @return this
     */
    public HealthMonitorBuilder startupAwaitsReadiness() {
        startupAwaitsReadiness = true;
        return this;
    }

    /**
     * Runs the checks on an executor instead of the monitor's own daemon platform threads. It must
     * not block in {@code execute} and must not run the check there; a run that it rejects is
     * UNKNOWN. The monitor does not shut it down.
     *
     * <p>A virtual thread that hangs in file I/O can stop an application's other virtual threads,
     * and interrupting one in a socket read closes the application's socket.
     *
     * @param executor the executor
     * @return this
     */
    public HealthMonitorBuilder executor(Executor executor) {
        this.executor = requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Adds a listener for changes of published statuses.
     *
     * @param listener the listener
     * @return this
     */
    public HealthMonitorBuilder onChange(HealthListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets how many changes of published statuses {@link HealthDetails#history()} holds. A change
     * takes some hundred bytes, or up to 4 KiB with a long reason.
     *
     * @param changes 0 to 1,000; default 50
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     */
    public HealthMonitorBuilder history(int changes) {
        this.history = Require.between("history", 0, MOST_HISTORY, changes);
        return this;
    }

    /**
     * Builds the monitor; nothing runs before {@link HealthMonitor#start()}.
     *
     * @return the monitor
     */
    public HealthMonitor build() {
        var state = new HealthState(startupAwaitsReadiness, history, time.now());
        var core = new MonitorCore(time, state, executor, List.copyOf(listeners));
        core.register(registrations.values());
        return new HealthMonitor(core);
    }

    HealthMonitorBuilder time(MonitorTime time) {
        this.time = time;
        return this;
    }

    private HealthMonitorBuilder register(CheckRegistration added) {
        registrations.merge(added.name(), added, CheckRegistration::joined);
        return this;
    }
}
