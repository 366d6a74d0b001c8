// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a connection, holds it until it is reported lost, and closes it. */
final class ConnectorWork<T> implements Supervisor.Work {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    private final String name;
    private final Callable<? extends T> connect;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Consumer<? super T> closer = ConnectorWork::closeIfItCanBe;
    private volatile @Nullable T connection;
    private @Nullable Throwable lostBy;
    private boolean closing;

    ConnectorWork(String name, Callable<? extends T> connect) {
        this.name = name;
        this.connect = connect;
    }

    void closer(Consumer<? super T> given) {
        closer = given;
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
            publish(made);
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
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Nullable T await(Duration most) throws InterruptedException {
        long left = Durations.nanos(most);
        lock.lockInterruptibly();
        try {
            while (connection == null && !closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private void publish(T made) {
        lock.lock();
        try {
            lostBy = null;
            connection = made;
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

    @SuppressWarnings("CatchThrowable")
    private void close(T gone) {
        try {
            closer.accept(gone);
        } catch (Throwable broken) {
            LOG.warn("closing a connection of '{}' failed", name, broken);
        }
    }

    private static void closeIfItCanBe(Object gone) {
        if (gone instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw Throwables.<RuntimeException>raise(e);
            }
        }
    }
}
