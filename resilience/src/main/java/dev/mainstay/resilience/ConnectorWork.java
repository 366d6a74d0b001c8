// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a connection, holds it until it is reported lost, and closes it. Thread-safe. */
final class ConnectorWork<T> implements Supervisor.Work {
    private static final Log LOG = Log.of(Connector.class);

    /** How long the next connection waits for the closing of the one before. */
    private static final long CLOSE_MILLIS = 5_000;

    /** A connection that stands. Its end is what it was lost by, or null as it is to be closed. */
    private record Live<T>(
            T connection, Session session, CompletableFuture<@Nullable Throwable> end) {}

    private final String name;
    private final Callable<? extends T> connect;
    private final Consumer<? super T> closer;
    private final AtomicReference<@Nullable Live<T>> live = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean released;

    ConnectorWork(String name, Callable<? extends T> connect, Consumer<? super T> closer) {
        this.name = name;
        this.connect = connect;
        this.closer = closer;
    }

    @Nullable T connection() {
        Live<T> found = live.get();
        return found == null ? null : found.connection();
    }

    @Override
    public void run(Session session) throws Exception {
        session.onClose(this::endLive);
        T made = connect.call();
        if (made == null) {
            throw new IllegalStateException("connect returned null");
        }
        try {
            if (!session.closing()) {
                hold(new Live<>(made, session, new CompletableFuture<>()));
            }
        } finally {
            live.set(null);
            close(made);
        }
    }

    /** Reports a connection lost; false if it is not the current one. */
    boolean lost(T gone, Throwable cause) {
        Live<T> found = live.get();
        if (found == null || found.connection() != gone || !live.compareAndSet(found, null)) {
            return false;
        }
        // Closing it may take long, and the check must not be UP meanwhile.
        found.session().lost(cause);
        found.end().complete(cause);
        return true;
    }

    /** Waits for the connection; true if it is there, or none will come. */
    boolean await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (live.get() == null && !released && left > 0) {
                left = changed.awaitNanos(left);
            }
            return live.get() != null || released;
        } finally {
            lock.unlock();
        }
    }

    /** Lets those go who wait for a connection, as none will come. */
    void release() {
        released = true;
        signal();
    }

    /** Has callers use the connection until it is lost or to be closed. */
    private void hold(Live<T> made) throws Exception {
        // First UP, then there for the callers: who has got a connection finds the check UP.
        made.session().connected();
        live.set(made);
        signal();
        if (made.session().closing()) {
            // The hook may have looked before the connection was there.
            endLive();
        }
        Throwable lostBy = made.end().get();
        if (lostBy != null) {
            throw new NotConnectedException(name, "lost", lostBy);
        }
    }

    private void endLive() {
        Live<T> found = live.get();
        if (found != null) {
            found.end().complete(null);
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes it on a thread of its own: one that hangs must not be the end of the connector. */
    private void close(T gone) {
        Thread thread = DaemonThreads.start("mainstay-connector-" + name, () -> closeGuarded(gone));
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("closing a connection of '{}' hangs; it goes on without it", name);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("CatchThrowable")
    private void closeGuarded(T gone) {
        try {
            closer.accept(gone);
        } catch (Throwable broken) {
            LOG.warn("closing a connection of '{}' failed", name, broken);
        }
    }

    static void closeIfItCanBe(Object gone) {
        if (gone instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw Throwables.<RuntimeException>raise(e);
            }
        }
    }
}
