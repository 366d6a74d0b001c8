// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.LogLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a health port. The JDK's server reads a request and writes its answer on one of
 * them, and waits there for a client that is slow: so up to 128 requests run at once, and 1,024
 * wait for their turn. The thread that became idle last takes the next request, so that those that
 * are not needed end. A watching thread interrupts a request that takes longer than the limit, or
 * than 0.25 s while others wait, which closes its connection and gives its thread back.
 */
final class ServerThreads implements Executor, AutoCloseable {
    static final int THREADS = 128;
    static final int WAITING = 1_024;

    private static final Log LOG = Log.of(JdkHealthServer.class);
    private static final long IDLE_SECONDS = 5;
    private static final long LOOK_MILLIS = 100;
    private static final long LIMIT_WHILE_OTHERS_WAIT_NANOS = 250_000_000L;

    private final long limitNanos;
    private final ThreadPoolExecutor pool;
    private final Set<InterruptibleWork> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("mainstay-http-watch"));
    private final LogLimit warnings = LogLimit.onceEvery(Duration.ofMinutes(1), System::nanoTime);

    // Both change together, under this object's lock.
    private final Queue<Runnable> waiting = new ArrayDeque<>(WAITING);
    private int busy;

    ServerThreads(Duration limit) {
        this(limit, DaemonThreads.numbered("mainstay-http"));
    }

    ServerThreads(Duration limit, ThreadFactory factory) {
        limitNanos = limit.toNanos();
        // The limit is on who is busy: who is done with its task is not at once idle for the pool.
        pool =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        factory);
        var unused =
                watch.scheduleWithFixedDelay(
                        this::interruptTheSlow, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a request's task at once, or when one of 128 others is done.
     *
     * @throws RejectedExecutionException if too many wait, or there is no thread at all: the server
     *     closes the connection
     */
    @Override
    public void execute(Runnable task) {
        if (isToRunNow(task)) {
            try {
                pool.execute(() -> runWithThoseThatWait(task));
            } catch (OutOfMemoryError e) {
                leaveToTheOthers(task, e);
            }
        }
    }

    @Override
    public synchronized void close() {
        waiting.clear();
        pool.shutdownNow();
        watch.shutdownNow();
    }

    /** Counts a thread as busy with the task, or lets the task wait. */
    private synchronized boolean isToRunNow(Runnable task) {
        boolean now = busy < THREADS;
        if (now) {
            busy++;
        } else {
            letWait(task);
        }
        return now;
    }

    /** The system gives no further thread. An Error would end the server's own for good. */
    private synchronized void leaveToTheOthers(Runnable task, OutOfMemoryError e) {
        if (warnings.tryAcquire()) {
            LOG.warn("the health port has {} threads and gets no more", pool.getPoolSize(), e);
        }
        busy--;
        if (busy == 0) {
            throw new RejectedExecutionException("the health port gets no thread", e);
        }
        letWait(task);
    }

    private synchronized void letWait(Runnable task) {
        if (pool.isShutdown() || waiting.size() == WAITING) {
            throw new RejectedExecutionException("the health port is closed, or too many wait");
        }
        waiting.add(task);
    }

    @SuppressWarnings("CatchThrowable") // it would end the watch for good, and unseen
    private void interruptTheSlow() {
        try {
            long limit = othersWait() ? LIMIT_WHILE_OTHERS_WAIT_NANOS : limitNanos;
            underWay.stream()
                    .filter(it -> it.isOlderThan(limit))
                    .forEach(InterruptibleWork::interrupt);
        } catch (Throwable e) {
            if (warnings.tryAcquire()) {
                LOG.error("the health port cannot interrupt a request that takes too long", e);
            }
        }
    }

    private synchronized boolean othersWait() {
        return !waiting.isEmpty();
    }

    @SuppressWarnings("CatchThrowable") // the thread would stay counted, and print it unmasked
    private void runWithThoseThatWait(Runnable first) {
        for (Runnable task = first; task != null; task = next()) {
            try {
                runWatched(task);
            } catch (Throwable e) {
                LOG.error("a request to the health port failed", e);
            }
        }
    }

    /** Gives the current thread, which is done with its task, the next; or it is busy no more. */
    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            busy--;
        } else {
            // Left by its last task: close() interrupts later, as this holds the lock.
            boolean unused = Thread.interrupted();
        }
        return task;
    }

    private void runWatched(Runnable task) {
        InterruptibleWork work = InterruptibleWork.begin();
        try {
            underWay.add(work);
            task.run();
        } finally {
            underWay.remove(work);
            work.end();
        }
    }
}
