// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link ShutdownCoordinator} together.
 *
 * <p>Not thread-safe; used once: after {@link #build()} each method throws {@link
 * IllegalStateException}.
 */
public final class ShutdownCoordinatorBuilder {
    private static final Log LOG = Log.of(ShutdownCoordinator.class);
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration DAY = Duration.ofDays(1);

    private final HealthMonitor health;
    private final Tasks tasks = new Tasks(System::nanoTime);
    private @Nullable Duration timeout;
    private @Nullable Duration delay;
    private long quiet = Long.MAX_VALUE;
    private int cleanCode = ShutdownSettings.JVM_CODE;
    private boolean signals;
    private boolean endsProcess = true;
    private boolean built;
    private Platform platform = Platform.here();

    ShutdownCoordinatorBuilder(HealthMonitor health) {
        this.health = requireNonNull(health, "health");
    }

    /**
     * Sets the deadline of the whole, from the signal to the end of the process. Keep it below the
     * grace period of whoever sends the signal, by a second: a halt comes up to half a second
     * later, when the report is written.
     *
     * @param timeout 100 ms to 1 day; default 25 s under Kubernetes, 8 s in another container, 25 s
     *     elsewhere
     * @return this
     * @throws IllegalArgumentException if the timeout is outside its range
     */
    public ShutdownCoordinatorBuilder timeout(Duration timeout) {
        requireNotBuilt();
        this.timeout = Require.between("timeout", LEAST, DAY, timeout);
        return this;
    }

    /**
     * Sets for how long the process still serves after readiness turned DOWN, so that balancers
     * learn of it. It is part of the timeout.
     *
     * @param propagationDelay 0 to half of the timeout; default 5 s under Kubernetes, but no more
     *     than half of the timeout, and 0 elsewhere
     * @return this
     * @throws IllegalArgumentException if the delay is negative or longer than a day
     */
    public ShutdownCoordinatorBuilder propagationDelay(Duration propagationDelay) {
        requireNotBuilt();
        this.delay = Require.between("propagationDelay", Duration.ZERO, DAY, propagationDelay);
        return this;
    }

    /**
     * Ends the propagation delay early, when nothing has arrived or ended for a while. Only what
     * goes through {@link ShutdownCoordinator#inFlight()} is seen; with little traffic a quiet
     * while says nothing, and a balancer may still send the next request.
     *
     * @param quiet 1 ms to 1 day; default never
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public ShutdownCoordinatorBuilder endDelayWhenQuietFor(Duration quiet) {
        requireNotBuilt();
        this.quiet = Require.between("quiet", Duration.ofMillis(1), DAY, quiet).toNanos();
        return this;
    }

    /**
     * Registers a task.
     *
     * @param phase when it runs
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param task what to do
     * @return this
     * @throws IllegalArgumentException if the name is malformed or taken
     */
    public ShutdownCoordinatorBuilder on(Phase phase, String name, ShutdownTask task) {
        return on(phase, name, task, options -> {});
    }

    /**
     * Registers a task, with options.
     *
     * @param phase when it runs
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param task what to do
     * @param options sets its options
     * @return this
     * @throws IllegalArgumentException if the name is malformed or taken, or the task is to come
     *     after one that is not registered yet or is of another phase
     */
    public ShutdownCoordinatorBuilder on(
            Phase phase, String name, ShutdownTask task, Consumer<TaskOptions> options) {
        requireNotBuilt();
        tasks.add(phase, name, task, options);
        return this;
    }

    /**
     * Handles SIGTERM and SIGINT: the first signal begins the shutdown, a second one skips the
     * propagation delay and the drain, a third halts the process. What comes within a quarter of a
     * second counts as the same one. Without this, or where the JVM does not let a program have its
     * signals, the JVM's own handling of the first begins the shutdown and further ones do nothing:
     * so with {@code -Xrs}, and in an image without the module {@code jdk.unsupported}. {@link
     * ShutdownCoordinator#explain()} says so.
     *
     * @return this
     */
    public ShutdownCoordinatorBuilder onSignals() {
        requireNotBuilt();
        signals = true;
        return this;
    }

    /**
     * Sets the exit code of a clean shutdown that a signal or {@link
     * ShutdownCoordinator#requestShutdown} began. The code of the application's own {@code
     * System.exit} stays.
     *
     * @param code 0 to 255; default the JVM's own: 143 after SIGTERM, 130 after SIGINT, 0 after a
     *     request
     * @return this
     * @throws IllegalArgumentException if the code is outside its range
     */
    public ShutdownCoordinatorBuilder exitCodeWhenClean(int code) {
        requireNotBuilt();
        cleanCode = Require.between("code", 0, 255, code);
        return this;
    }

    /**
     * Sets whether the process ends with the shutdown. If not, there is no hook, no exit and no
     * halt: for tests, and for a part of a larger process.
     *
     * @param endsProcess default true
     * @return this
     */
    public ShutdownCoordinatorBuilder endsProcess(boolean endsProcess) {
        requireNotBuilt();
        this.endsProcess = endsProcess;
        return this;
    }

    /**
     * Builds the coordinator. From here on it handles the end of the process; until then signals
     * and {@code System.exit} do what they always do. It begins its shutdown at once if that of
     * another coordinator of this process is under way.
     *
     * @return the coordinator
     * @throws IllegalArgumentException if the propagation delay is more than half of the timeout,
     *     signals are to be handled or an exit code is given without ending the process, a quiet
     *     while is to end a delay of 0, or a check of the monitor has the name {@code shutdown}
     * @throws IllegalStateException if it was built already
     */
    public ShutdownCoordinator build() {
        requireNotBuilt();
        var shutdown = new Shutdown(health, settings(), tasks, System::nanoTime);
        built = true;
        List<String> warnings = endsProcess ? ProcessShutdown.INSTANCE.add(shutdown) : List.of();
        var plan = ShutdownPlan.of(shutdown.settings, tasks, warnings);
        plan.warnings().forEach(it -> LOG.warn("shutdown: {}", it));
        return new ShutdownCoordinator(shutdown, plan);
    }

    private void requireNotBuilt() {
        Require.state(!built, "the coordinator is built already");
    }

    ShutdownCoordinatorBuilder platform(Platform platform) {
        this.platform = platform;
        return this;
    }

    ShutdownSettings settings() {
        Duration within = timeout == null ? platform.kind().timeout : timeout;
        Duration wait = delay == null ? platform.kind().delay(within) : delay;
        Require.argument(
                wait.compareTo(within.dividedBy(2)) <= 0,
                "propagationDelay must be at most half of timeout %s, but was %s"
                        .formatted(within, wait));
        Require.argument(endsProcess || !signals, "onSignals must end the process, but may not");
        Require.argument(
                endsProcess || cleanCode == ShutdownSettings.JVM_CODE,
                "exitCodeWhenClean must end the process, but may not");
        Require.argument(
                quiet == Long.MAX_VALUE || delay == null || !delay.isZero(),
                "endDelayWhenQuietFor must have a propagationDelay to end, but that is 0");
        return new ShutdownSettings(
                within.toNanos(), wait.toNanos(), quiet, cleanCode, endsProcess, signals, platform);
    }
}
