// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ends a process in order and within one deadline, so that nothing is lost and nothing hangs.
 *
 * <p>When it begins, readiness latches DOWN at once while liveness stays UP. After the propagation
 * delay, during which everything is still served, the phases INGRESS and CONSUMERS stop the intake,
 * what is {@linkplain #inFlight() in flight} ends, and the phases WORK, CLIENTS, TELEMETRY and
 * LISTENERS follow; the monitor is closed before CLIENTS. Each task has a daemon thread of its own.
 * One that fails, hangs or runs out of time is reported, with its stack, and keeps the others from
 * nothing. Then the process exits; at the deadline it is halted, whatever hangs.
 *
 * <pre>{@code
 * ShutdownCoordinator shutdown =
 *         ShutdownCoordinator.builder(health)
 *                 .timeout(ofSeconds(25))
 *                 .on(Phase.CONSUMERS, "orders", consumer::stopTaking)
 *                 .on(Phase.CLIENTS, "redis", jedis::close)
 *                 .on(Phase.LISTENERS, "http", server::close)
 *                 .onSignals()
 *                 .build();
 * try (InFlight.Token job = shutdown.inFlight().begin("job 42")) {
 *     work();
 * }
 * }</pre>
 *
 * <p>Several coordinators in one process begin together, and the last one to be done lets it end.
 *
 * <p>Thread-safe.
 */
public final class ShutdownCoordinator {
    /** Leaves room for what the name of its task ends with. */
    private static final int LONGEST_TEMP_NAME = 52;

    private final Shutdown shutdown;
    private final ShutdownPlan plan;

    ShutdownCoordinator(Shutdown shutdown, ShutdownPlan plan) {
        this.shutdown = shutdown;
        this.plan = plan;
    }

    /**
     * Begins a coordinator.
     *
     * @param health the monitor whose readiness turns DOWN through a gate named {@code shutdown},
     *     and which is closed before the phase CLIENTS
     * @return a builder
     */
    public static ShutdownCoordinatorBuilder builder(HealthMonitor health) {
        return new ShutdownCoordinatorBuilder(health);
    }

    /**
     * Registers a task. While the shutdown is under way this works as long as the task's phase has
     * not begun.
     *
     * @param phase when it runs
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param task what to do
     * @throws IllegalArgumentException if the name is malformed or taken
     * @throws IllegalStateException if the phase has begun
     */
    public void on(Phase phase, String name, ShutdownTask task) {
        on(phase, name, task, options -> {});
    }

    /**
     * Registers a task, with options. While the shutdown is under way this works as long as the
     * task's phase has not begun.
     *
     * @param phase when it runs
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param task what to do
     * @param options sets its options
     * @throws IllegalArgumentException if the name is malformed or taken, or the task is to come
     *     after one that is not registered yet or is of another phase
     * @throws IllegalStateException if the phase has begun
     */
    public void on(Phase phase, String name, ShutdownTask task, Consumer<TaskOptions> options) {
        shutdown.tasks.add(phase, name, task, options);
    }

    /**
     * Returns the count of what is in flight, which the drain waits for.
     *
     * @return always the same one
     */
    public InFlight inFlight() {
        return shutdown.inFlight;
    }

    /**
     * Makes temp files that are deleted in the phase CLIENTS, by a task named after them with
     * {@code -temp-files}. Those of another parent directory are closed by a task of your own.
     *
     * @param name the application's, as in {@link TempFiles#of}; at most 52 characters, and not
     *     beginning with {@code mainstay}
     * @return new temp files
     * @throws IllegalArgumentException if the name is malformed or was used before
     * @throws IllegalStateException if the phase has begun
     * @throws java.io.UncheckedIOException if a directory cannot be made or locked
     */
    public TempFiles tempFiles(String name) {
        TempFiles files = TempFiles.of(Require.name(name, LONGEST_TEMP_NAME));
        try {
            on(Phase.CLIENTS, name + "-temp-files", files::close);
            return files;
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /**
     * Begins the shutdown, from any thread: that of a task, a hook or a signal too. It returns at
     * once, with readiness DOWN. A second request does nothing.
     *
     * @param reason why, for operators; credentials in it are masked
     * @return true if it had not begun
     */
    public boolean requestShutdown(String reason) {
        String masked = Masking.mask(requireNonNull(reason, "reason"));
        return shutdown.settings.endsProcess()
                ? ProcessShutdown.INSTANCE.begin(shutdown, masked)
                : shutdown.begin(masked, report -> {});
    }

    /**
     * Tells whether the shutdown has begun.
     *
     * @return true from the first request or signal on
     */
    public boolean isShuttingDown() {
        return shutdown.isBegun();
    }

    /**
     * Waits until the shutdown is over. The process exits right afterwards, so that the caller may
     * not get far.
     *
     * @return how it went
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if a task of this shutdown calls it
     */
    public ShutdownReport await() throws InterruptedException {
        return await(Duration.ofNanos(Long.MAX_VALUE)).orElseThrow();
    }

    /**
     * Waits until the shutdown is over, but not for ever.
     *
     * @param timeout how long to wait at most; zero only looks
     * @return how it went; empty if the time passed
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is negative
     * @throws IllegalStateException if a task of this shutdown calls it
     */
    public Optional<ShutdownReport> await(Duration timeout) throws InterruptedException {
        long nanos = Durations.nanos(Require.notNegative("timeout", timeout));
        return Optional.ofNullable(shutdown.await(nanos));
    }

    /**
     * Tells what a shutdown would do, when each phase would end at the latest, and what is wrong
     * with the plan, such as a deadline beyond the grace period of the platform.
     *
     * @return lines of text for people
     */
    public String explain() {
        return plan.text();
    }

    Shutdown shutdown() {
        return shutdown;
    }
}
