// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.SelfCheck;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final SupervisorLoop loop;
    private final Thread thread;
    private final AtomicBoolean started = new AtomicBoolean();

    Supervisor(SupervisorLoop loop) {
        this.loop = loop;
        this.thread = new Thread(loop, "mainstay-supervisor-" + loop.name());
        thread.setDaemon(true);
        loop.runsOn(thread);
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
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "supervisor '%s' was started or closed already".formatted(name()));
        }
        thread.start();
        return this;
    }

    /** Ends the wait for the next attempt, if there is one; else the next wait. */
    public void nudge() {
        loop.nudge();
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
        if (started.compareAndSet(false, true)) {
            loop.closeUnstarted();
            return true;
        }
        loop.close();
        return thread != Thread.currentThread() && ended(timeout);
    }

    /** Closes with a timeout of 10 s. */
    @Override
    public void close() {
        boolean unused = close(CLOSE_TIMEOUT);
    }

    @Override
    public Health check() {
        return loop.health();
    }

    /**
     * Makes a check for liveness: DOWN only when the work is stuck, as a restart helps then and not
     * when a connection is lost.
     *
     * @return the check
     * @throws IllegalStateException if no {@code maxSilence} was set, by which it could tell
     */
    public SelfCheck liveness() {
        if (!loop.tellsSilence()) {
            throw new IllegalStateException(
                    "liveness of supervisor '%s' needs maxSilence".formatted(name()));
        }
        return loop::liveness;
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return loop.name();
    }

    SupervisorLoop loop() {
        return loop;
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
}
