// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.SelfCheck;
import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import dev.mainstay.resilience.SupervisorBuilder.Settings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a consumer connected: runs its work, and when the work ends or throws, waits and runs it
 * again, until closed.
 *
 * <p>The work runs on one daemon thread of its own. The waits grow with the failures in a row, and
 * start anew only after a connection that lasted: one that is accepted and dropped at once does not
 * make a hot loop. As a health check it is UP while connected, DEGRADED while reconnecting, DOWN
 * when that takes too long or the work is stuck.
 *
 * <pre>{@code
 * Supervisor orders =
 *         Supervisor.builder("orders", session -> {
 *                     try (Connection connection = factory.connect()) {
 *                         session.connected();
 *                         while (!session.closing()) {
 *                             session.beat();
 *                             handle(connection.poll(ofSeconds(1)));
 *                         }
 *                     }
 *                 })
 *                 .backoff(Backoff.fixed(ofSeconds(5)))
 *                 .build()
 *                 .start();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Supervisor implements HealthCheck, AutoCloseable {
    private static final Log LOG = Log.of(Supervisor.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration WAIT_AFTER_ERROR = Duration.ofSeconds(5);

    private final Settings settings;
    private final SupervisorState state;
    private final Thread thread;
    private final AtomicBoolean started = new AtomicBoolean();
    private Duration delay = Duration.ZERO;

    Supervisor(Settings settings) {
        this.settings = settings;
        this.state = new SupervisorState(settings);
        this.thread = DaemonThreads.of("mainstay-supervisor-" + name(), this::run);
    }

    /**
     * What is kept running. It connects, says {@link Session#connected()}, and works until the
     * connection is lost or {@link Session#closing()} says so.
     */
    @FunctionalInterface
    public interface Work {
        /**
         * Connects and works.
         *
         * @param session the run that this is
         * @throws Exception when it could not connect, or the connection was lost
         */
        void run(Session session) throws Exception;
    }

    /**
     * Makes a supervisor with the defaults of its builder.
     *
     * @param name used in messages, meters and the thread's name, {@code [a-z0-9][a-z0-9-]*}, at
     *     most 63 characters
     * @param work what is kept running
     * @return the supervisor, not started
     * @throws IllegalArgumentException if the name is malformed
     */
    public static Supervisor of(String name, Work work) {
        return builder(name, work).build();
    }

    /**
     * Starts a supervisor with options.
     *
     * @param name used in messages, meters and the thread's name, {@code [a-z0-9][a-z0-9-]*}, at
     *     most 63 characters
     * @param work what is kept running
     * @return its builder
     * @throws IllegalArgumentException if the name is malformed
     */
    public static SupervisorBuilder builder(String name, Work work) {
        return new SupervisorBuilder(name, work);
    }

    /**
     * Starts the work.
     *
     * @return this
     * @throws IllegalStateException if it was started or closed before
     */
    public Supervisor start() {
        Require.state(
                started.compareAndSet(false, true),
                "supervisor '%s' was started or closed already".formatted(name()));
        thread.start();
        return this;
    }

    /** Ends the wait for the next attempt, if there is one; else the next wait. */
    public void nudge() {
        settings.pause().wake();
    }

    /**
     * Ends the work: a wait ends at once, {@link Session#closing()} turns true and the hooks of
     * {@link Session#onClose} run on a thread of their own. Work that has not ended after the
     * timeout is interrupted; the check is DOWN from now on.
     *
     * @param timeout how long to wait for the work to end; zero does not wait
     * @return whether the work has ended; false when the work itself asks
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean close(Duration timeout) {
        Require.notNegative("timeout", timeout);
        Runnable hook = state.close();
        if (started.compareAndSet(false, true)) {
            state.closed();
            return true;
        }
        settings.pause().wake();
        if (hook != null) {
            DaemonThreads.start(thread.getName() + "-close", () -> state.run(hook));
        }
        return thread != Thread.currentThread() && ended(timeout);
    }

    /** Closes with a timeout of 10 s. */
    @Override
    public void close() {
        boolean unused = close(CLOSE_TIMEOUT);
    }

    @Override
    public Health check() {
        return state.health();
    }

    /**
     * Makes a check for liveness: DOWN only when the work is stuck, as a restart helps then and not
     * when a connection is lost.
     *
     * @return the check
     * @throws IllegalStateException if no {@code maxSilence} was set, by which it could tell
     */
    public SelfCheck liveness() {
        Require.state(
                settings.maxSilenceNanos() != Long.MAX_VALUE,
                "liveness of supervisor '%s' needs maxSilence".formatted(name()));
        return state::liveness;
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return settings.name();
    }

    SupervisorState state() {
        return state;
    }

    /** Ends the wait of a supervisor that gave up, if it has waited as long as its backoff says. */
    void nudgeIfDue() {
        if (state.gaveUpAndWaited()) {
            nudge();
        }
    }

    private boolean ended(Duration timeout) {
        try {
            if (!timeout.isZero()) {
                thread.join(Math.max(1, timeout.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
            return false;
        }
        return true;
    }

    private void run() {
        state.starting(thread);
        try {
            while (!state.isClosing()) {
                workAndWait();
            }
        } finally {
            state.closed();
        }
    }

    /** Runs the work once and waits; whatever is thrown, the loop goes on until it is closed. */
    @SuppressWarnings("CatchThrowable")
    private void workAndWait() {
        try {
            Throwable lost = work();
            if (!state.isClosing()) {
                waitAfter(lost);
            }
        } catch (Throwable broken) {
            LOG.warn("supervisor '{}' failed between two sessions", name(), broken);
            waitFor(WAIT_AFTER_ERROR.toNanos());
        }
    }

    /** Runs the work once; returns what it threw, if anything. */
    @SuppressWarnings("CatchThrowable")
    private @Nullable Throwable work() {
        Session session = new Session(state);
        state.connecting(session);
        try {
            settings.work().run(session);
            return null;
        } catch (Throwable thrown) {
            return thrown;
        } finally {
            state.ended();
            // An interrupt was for this session; a wait must not end because of it.
            boolean unused = Thread.interrupted();
        }
    }

    private void waitAfter(@Nullable Throwable lost) {
        int failures = state.lost(lost);
        boolean last = failures >= settings.attempts();
        delay = backoff(failures, failures == 1 ? Duration.ZERO : delay);
        long nanos = Durations.nanos(delay);
        String news = state.waiting(nanos, last);
        if (news != null) {
            LOG.warn("{}", news, lost);
        }
        waitFor(last ? Long.MAX_VALUE : nanos);
        if (last) {
            state.countAnew();
        }
    }

    private void waitFor(long nanos) {
        try {
            settings.pause().await(nanos);
        } catch (InterruptedException e) {
            LOG.debug("the wait of supervisor '{}' was interrupted", name(), e);
        }
    }

    /** Asks the backoff how long to wait; where it throws or answers nonsense, it is 5 s. */
    @SuppressWarnings({"CatchThrowable", "ConstantValue"})
    private Duration backoff(int failures, Duration previous) {
        try {
            Duration found = settings.backoff().delay(failures, previous);
            if (found != null && !found.isNegative()) {
                return found;
            }
            LOG.warn("the backoff of supervisor '{}' gave {}; waiting 5s", name(), found);
        } catch (Throwable broken) {
            LOG.warn("supervisor '{}' waits 5s as its backoff threw", name(), broken);
        }
        return WAIT_AFTER_ERROR;
    }
}
