// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Puts a {@link Connector} together. Unless told otherwise it never gives up, waits with equal
 * jitter from 1 s to 1 min, and closes a lost connection if it is {@link AutoCloseable}.
 *
 * <p>Not thread-safe.
 *
 * @param <T> what a connection is
 */
public final class ConnectorBuilder<T> {
    private final String name;
    private final Callable<? extends T> connect;
    private Consumer<? super T> closer = ConnectorWork::closeIfItCanBe;
    private final SupervisorBuilder supervisor;

    ConnectorBuilder(String name, Callable<? extends T> connect) {
        this.name = name;
        this.connect = requireNonNull(connect, "connect");
        this.supervisor = new SupervisorBuilder(name, session -> {});
    }

    /**
     * Sets after how many failures in a row it gives up, is DOWN, and tries again only when
     * somebody asks for the connection, no sooner than its backoff says.
     *
     * @param attempts 1 to 1,000,000; default never
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     */
    public ConnectorBuilder<T> attempts(int attempts) {
        supervisor.attempts(attempts);
        return this;
    }

    /**
     * Sets the waits between attempts.
     *
     * @param backoff default equal jitter from 1 s to 1 min
     * @return this
     */
    public ConnectorBuilder<T> backoff(Backoff backoff) {
        supervisor.backoff(backoff);
        return this;
    }

    /**
     * Sets how long a connection must have lasted for the waits to start anew.
     *
     * @param stableAfter 0 to 1 day; default 30 s
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public ConnectorBuilder<T> stableAfter(Duration stableAfter) {
        supervisor.stableAfter(stableAfter);
        return this;
    }

    /**
     * Sets how long an outage is DEGRADED before it is DOWN.
     *
     * @param downAfter 0 to 1 day; default 1 min
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public ConnectorBuilder<T> downAfter(Duration downAfter) {
        supervisor.downAfter(downAfter);
        return this;
    }

    /**
     * Sets how a connection is closed that was lost, or is there when the connector is closed. It
     * runs on a thread of its own, and the next connection is made when it has ended, or has not
     * after 5 s. What it throws is logged.
     *
     * @param closer default {@link AutoCloseable#close()}, if it is one
     * @return this
     */
    public ConnectorBuilder<T> closer(Consumer<? super T> closer) {
        this.closer = requireNonNull(closer, "closer");
        return this;
    }

    /**
     * Builds the connector.
     *
     * @return the connector, not started
     */
    public Connector<T> build() {
        ConnectorWork<T> work = new ConnectorWork<>(name, connect, closer);
        return new Connector<>(work, supervisor.work(work).build());
    }

    SupervisorBuilder supervisor() {
        return supervisor;
    }
}
