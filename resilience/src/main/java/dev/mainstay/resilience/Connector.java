// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds one live connection and makes a new one in the background when it is lost.
 *
 * <p>However many callers find the connection broken, one thread makes the next one. While there is
 * none, {@link #get()} fails at once with the reason and nobody waits.
 *
 * <pre>{@code
 * Connector<Channel> channel =
 *         Connector.builder("orders", () -> open(uri))
 *                 .attempts(5)
 *                 .backoff(Backoff.exponential(ofSeconds(1), ofSeconds(30)))
 *                 .build()
 *                 .start();
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @param <T> what a connection is
 */
public final class Connector<T> implements HealthCheck, AutoCloseable {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ConnectorWork<T> work;
    private final Supervisor supervisor;

    Connector(ConnectorWork<T> work, Supervisor supervisor) {
        this.work = work;
        this.supervisor = supervisor;
    }

    /**
     * Makes a connector with the defaults of its builder.
     *
     * @param name used in messages and the thread's name, {@code [a-z0-9][a-z0-9-]*}, at most 63
     *     characters
     * @param connect makes a connection, with a timeout of its own
     * @param <T> what a connection is
     * @return the connector, not started
     * @throws IllegalArgumentException if the name is malformed
     */
    public static <T> Connector<T> of(String name, Callable<? extends T> connect) {
        return new ConnectorBuilder<T>(name, connect).build();
    }

    /**
     * Starts a connector with options.
     *
     * @param name used in messages and the thread's name, {@code [a-z0-9][a-z0-9-]*}, at most 63
     *     characters
     * @param connect makes a connection, with a timeout of its own
     * @param <T> what a connection is
     * @return its builder
     * @throws IllegalArgumentException if the name is malformed
     */
    public static <T> ConnectorBuilder<T> builder(String name, Callable<? extends T> connect) {
        return new ConnectorBuilder<>(name, connect);
    }

    /**
     * Starts connecting, in the background.
     *
     * @return this
     * @throws IllegalStateException if it was started or closed before
     */
    public Connector<T> start() {
        supervisor.start();
        return this;
    }

    /**
     * Returns the connection. Never waits. When the connector gave up longer ago than its backoff
     * says, this makes it try again, for a later caller.
     *
     * @return the connection that stands, as far as anybody has noticed
     * @throws NotConnectedException if there is none
     */
    public T get() {
        T connection = work.connection();
        return connection != null ? connection : failFast();
    }

    /**
     * Waits for the connection, as at a start.
     *
     * @param most how long, 0 to 1 day
     * @return the connection
     * @throws NotConnectedException if there was none in that time
     * @throws InterruptedException if the thread was interrupted
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public T await(Duration most) throws InterruptedException {
        long left = Require.between("most", Duration.ZERO, DAY, most).toNanos();
        long until = System.nanoTime() + left;
        boolean over = false;
        while (!over && left > 0) {
            // It may give up during the wait as well as before.
            supervisor.nudgeIfDue();
            over = work.await(Math.min(left, AWAIT_NANOS));
            left = until - System.nanoTime();
        }
        T connection = work.connection();
        return connection != null ? connection : failFast();
    }

    /**
     * Reports a connection broken. It is closed, and another one made. A report about a connection
     * that is not the current one changes nothing.
     *
     * @param connection the connection, as it was got
     * @param cause what it threw
     * @return whether it was the current one
     */
    public boolean lost(T connection, Throwable cause) {
        return work.lost(requireNonNull(connection, "connection"), requireNonNull(cause, "cause"));
    }

    /** Ends the wait for the next attempt, if there is one; else the next wait. */
    public void nudge() {
        supervisor.nudge();
    }

    /**
     * Closes the connection and makes no more.
     *
     * @param timeout how long to wait for that
     * @return whether it has ended
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean close(Duration timeout) {
        work.release();
        return supervisor.close(timeout);
    }

    /** Closes with a timeout of 10 s. */
    @Override
    public void close() {
        work.release();
        supervisor.close();
    }

    @Override
    public Health check() {
        return supervisor.check();
    }

    Supervisor supervisor() {
        return supervisor;
    }

    private T failFast() {
        SupervisorState state = supervisor.state();
        supervisor.nudgeIfDue();
        @Nullable Throwable last = state.lastError();
        String why = state.health().message().orElse("connecting");
        throw new NotConnectedException(supervisor.name(), why, last);
    }
}
