// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A monitor: it runs health checks in the background and says at any moment how things are.
 *
 * <p>Checks run on daemon threads of the monitor's own, each at its interval, never two runs of one
 * check at a time: a check that hangs costs one thread, however long. At most 32 runs are under way
 * within their timeouts. {@link #report(Probe)} never waits for a check and never runs one.
 *
 * <pre>{@code
 * HealthMonitor health = HealthMonitor.builder()
 *     .liveness("deadlock", DeadlockCheck.create())
 *     .readiness("redis", JedisCheck.of(jedis), check -> check.interval(ofSeconds(5)))
 *     .build()
 *     .start();
 *
 * HealthReport ready = health.report(Probe.READINESS);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class HealthMonitor implements AutoCloseable {
    private static final Log LOG = Log.of(HealthMonitor.class);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final MonitorCore core;

    HealthMonitor(MonitorCore core) {
        this.core = core;
    }

    /**
     * Begins a monitor.
     *
     * @return a builder
     */
    public static HealthMonitorBuilder builder() {
        return new HealthMonitorBuilder();
    }

    /**
     * Starts running the checks; all are due at once. A second call does nothing. Until then
     * readiness and startup are UNKNOWN.
     *
     * @return this
     * @throws IllegalStateException if the monitor is closed
     */
    public HealthMonitor start() {
        core.start();
        return this;
    }

    /**
     * Returns what is published of a probe. Never blocks and runs nothing; returns the same object
     * until something changes.
     *
     * @param probe the probe
     * @return its report
     */
    public HealthReport report(Probe probe) {
        return core.report(probe);
    }

    /**
     * Returns the overall report: the worst of liveness and readiness, with all checks and gates.
     *
     * @return the report
     */
    public HealthReport report() {
        return core.report(null);
    }

    /**
     * Returns the details of a probe; O(n) when they are older than a second or something was
     * published since, otherwise the same object.
     *
     * @param probe the probe
     * @return its details
     */
    public HealthDetails details(Probe probe) {
        return core.details(probe);
    }

    /**
     * Returns the details of all checks and gates, as {@link #details(Probe)} does.
     *
     * @return the details of the overall report
     */
    public HealthDetails details() {
        return core.details(null);
    }

    /**
     * Adds a check to liveness while running. It is due at once.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check the check
     * @throws IllegalArgumentException if the name is malformed or taken
     * @throws IllegalStateException if the monitor is closed
     */
    public void addLiveness(String name, SelfCheck check) {
        addLiveness(name, check, options -> {});
    }

    /**
     * Adds a check to liveness while running, with options.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check the check
     * @param options sets its options
     * @throws IllegalArgumentException if the name is malformed or taken
     * @throws IllegalStateException if the monitor is closed
     */
    public void addLiveness(String name, SelfCheck check, Consumer<CheckOptions> options) {
        core.add(CheckRegistration.of(Probe.LIVENESS, name, check, options));
    }

    /**
     * Adds a check to readiness while running. It is due at once; until its first outcome it is
     * UNKNOWN, and so is readiness.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check the check
     * @throws IllegalArgumentException if the name is malformed or taken
     * @throws IllegalStateException if the monitor is closed
     */
    public void addReadiness(String name, HealthCheck check) {
        addReadiness(name, check, options -> {});
    }

    /**
     * Adds a check to readiness while running, with options.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not
     *     beginning with {@code mainstay}
     * @param check the check
     * @param options sets its options
     * @throws IllegalArgumentException if the name is malformed or taken
     * @throws IllegalStateException if the monitor is closed
     */
    public void addReadiness(String name, HealthCheck check, Consumer<CheckOptions> options) {
        core.add(CheckRegistration.of(Probe.READINESS, name, check, options));
    }

    /**
     * Removes a check from all its probes, or a gate. A run under way ends by itself and changes
     * nothing any more.
     *
     * @param name its name
     * @return true if it was there; false also for a latched gate, which stays
     */
    public boolean remove(String name) {
        return core.remove(requireNonNull(name, "name"));
    }

    /**
     * Returns the gate of a name, made on first use.
     *
     * @param name a name that no check has, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and
     *     not beginning with {@code mainstay}
     * @return the gate
     * @throws IllegalArgumentException if the name is malformed or a check's
     */
    public Gate gate(String name) {
        Require.name(name);
        core.change((state, now) -> state.gates().add(name, now));
        Gate.Setter setter =
                (reason, latch) ->
                        core.change((state, now) -> state.gates().set(name, reason, latch, now));
        return new Gate(name, setter, () -> report(Probe.READINESS));
    }

    /**
     * Begins a maintenance: readiness is DOWN when this returns, until the duration has passed or
     * {@link Maintenance#end()} is called. Where several are on, until the last one is over. Shown
     * as a gate named {@code mainstay-maintenance}, with the reason and the end. A reader sees the
     * end at once, listeners within 5 s.
     *
     * @param reason why, for operators
     * @param duration from 1 ms to 30 days
     * @return the maintenance, to be ended early
     * @throws IllegalArgumentException if the duration is outside its range
     * @throws IllegalStateException if 100 are on already
     */
    public Maintenance maintenance(String reason, Duration duration) {
        requireNonNull(reason, "reason");
        Require.between("duration", SHORTEST, LONGEST, duration);
        return core.change(
                (state, now) -> {
                    long endsAt = now.nanos() + duration.toNanos();
                    var begun = new Maintenance(reason, now.dateAfter(duration), endsAt, this::end);
                    return state.gates().begin(begun, now);
                });
    }

    /**
     * Mutes a check: its impact is {@link Impact#INFORMS}, so it counts as UP for its probes, until
     * the duration has passed or {@link #unmute(String)} is called. It runs on, and is shown as it
     * is. Muting it again sets a new end.
     *
     * @param name the check's name
     * @param duration from 1 ms to 30 days
     * @throws IllegalArgumentException if there is no such check, or the duration is outside its
     *     range
     */
    public void mute(String name, Duration duration) {
        requireNonNull(name, "name");
        Require.between("duration", SHORTEST, LONGEST, duration);
        Instant until = core.change((state, now) -> state.mute(name, duration, now));
        LOG.info("health check '{}' is muted until {}", name, until);
    }

    /**
     * Gives a muted check its own impact back.
     *
     * @param name the check's name
     * @return true if it was muted
     */
    public boolean unmute(String name) {
        requireNonNull(name, "name");
        return core.change((state, now) -> state.unmute(name));
    }

    /**
     * Asks for a run of each check now. Returns at once; a check that is under way is not started
     * again, and thresholds apply.
     */
    public void refresh() {
        core.refresh();
    }

    /**
     * Waits until a probe is UP or DEGRADED.
     *
     * @param probe the probe
     * @param timeout how long to wait at most; positive
     * @return true if it is; false if the time passed or the monitor was closed
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public boolean awaitUp(Probe probe, Duration timeout) throws InterruptedException {
        return core.awaitPassing(probe, Require.positive("timeout", timeout));
    }

    /**
     * Ends all runs and listeners: readiness is DOWN from now on, liveness UP. Runs under way are
     * not waited for. A second call does nothing.
     */
    @Override
    public void close() {
        core.close();
    }

    /**
     * Tells whether the monitor is closed: its checks run no more, and readiness stays DOWN.
     *
     * @return true once {@link #close()} was called
     */
    public boolean isClosed() {
        return core.isClosed();
    }

    MonitorCore core() {
        return core;
    }

    private boolean end(Maintenance maintenance) {
        return core.change((state, now) -> state.gates().end(maintenance, now));
    }
}
