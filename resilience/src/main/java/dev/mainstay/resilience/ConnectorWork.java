// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a connection, holds it until it is reported lost, and closes it. */
final class ConnectorWork<T> implements Supervisor.Work {
    private static final Log LOG = Log.of(Connector.class);

    /** How long the next connection waits for the closing of the one before. */
    private static final long CLOSE_MILLIS = 5_000;

    private final String name;
    private final Callable<? extends T> connect;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Consumer<? super T> closer;
    private volatile @Nullable T connection;
    private @Nullable Throwable lostBy;
    private @Nullable Session session;
    private boolean closing;
    private boolean released;

    ConnectorWork(String name, Callable<? extends T> connect, Consumer<? super T> closer) {
        this.name = name;
        this.connect = connect;
        this.closer = closer;
    }

    @Nullable T connection() {
        return connection;
    }

    @Override
    public void run(Session session) throws Exception {
        session.onClose(this::closing);
        T made = connect.call();
        if (made == null) {
            throw new IllegalStateException("connect returned null");
        }
        try {
            if (session.closing()) {
                return;
            }
            // First UP, then there for the callers: who has got a connection finds the check UP.
            session.connected();
            publish(made, session);
            awaitLoss(made);
        } finally {
            retract();
            close(made);
        }
    }

    /** Reports a connection lost; false if it is not the current one. */
    boolean lost(T gone, Throwable cause) {
        lock.lock();
        try {
            if (connection != gone) {
                return false;
            }
            lostBy = cause;
            connection = null;
            if (session != null) {
                // Closing it may take long, and the check must not be UP meanwhile.
                session.lost(cause);
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the connection; true if it is there, or none will come. */
    boolean await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (connection == null && !released && left > 0) {
                left = changed.awaitNanos(left);
            }
            return connection != null || released;
        } finally {
            lock.unlock();
        }
    }

    /** Lets those go who wait for a connection, as none will come. */
    void release() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void publish(T made, Session of) {
        lock.lock();
        try {
            lostBy = null;
            connection = made;
            session = of;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void retract() {
        lock.lock();
        try {
            connection = null;
        } finally {
            lock.unlock();
        }
    }

    private void closing() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitLoss(T made) throws Exception {
        lock.lockInterruptibly();
        try {
            while (connection == made && !closing) {
                boolean unused = changed.await(1, TimeUnit.HOURS);
            }
            if (lostBy != null) {
                throw new NotConnectedException(name, "lost", lostBy);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes it on a thread of its own: one that hangs must not be the end of the connector. */
    private void close(T gone) {
        Thread thread = new Thread(() -> closeGuarded(gone), "mainstay-connector-" + name);
        thread.setDaemon(true);
        thread.start();
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
