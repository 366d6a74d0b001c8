// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.LogLimit;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a health port. The JDK's server reads a request and writes its answer on one of
 * them, and waits there for a client that is slow: so there are up to 128, and 1,024 requests wait
 * for one. A watching thread interrupts a request that takes longer than the limit, or than 0.25 s
 * while others wait, which closes its connection and gives its thread back.
 */
final class ServerThreads implements Executor, AutoCloseable {
    static final int THREADS = 128;
    static final int WAITING = 1_024;

    private static final Log LOG = Log.of(JdkHealthServer.class);
    private static final long IDLE_SECONDS = 5;
    private static final long LOOK_MILLIS = 100;
    private static final long LIMIT_WHILE_OTHERS_WAIT_NANOS = 250_000_000L;

    private final long limitNanos;
    private final WaitingTasks waiting = new WaitingTasks();
    private final ThreadPoolExecutor pool;
    private final Set<InterruptibleWork> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("mainstay-http-watch"));
    private final LogLimit warnings = LogLimit.onceEvery(Duration.ofMinutes(1), System::nanoTime);

    ServerThreads(Duration limit) {
        this(limit, DaemonThreads.numbered("mainstay-http"));
    }

    ServerThreads(Duration limit, ThreadFactory factory) {
        limitNanos = limit.toNanos();
        pool = new ThreadPoolExecutor(0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, waiting, factory);
        var unused =
                watch.scheduleWithFixedDelay(
                        this::interruptTheSlow, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a request's task when a thread is free.
     *
     * @throws RejectedExecutionException if too many wait, or there is no thread at all: the server
     *     closes the connection
     */
    @Override
    public void execute(Runnable task) {
        Runnable watched = () -> runWatched(task);
        try {
            pool.execute(watched);
        } catch (OutOfMemoryError e) {
            leaveToTheOthers(watched, e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        watch.shutdownNow();
    }

    /** The system gives no further thread. An Error would end the server's own for good. */
    private void leaveToTheOthers(Runnable task, OutOfMemoryError e) {
        int threads = pool.getPoolSize();
        if (warnings.tryAcquire()) {
            LOG.warn("the health port has {} threads and gets no more", threads, e);
        }
        if (threads == 0 || !waiting.offerInAnyCase(task)) {
            throw new RejectedExecutionException("the health port gets no thread", e);
        }
    }

    private void interruptTheSlow() {
        long limit = othersWait() ? LIMIT_WHILE_OTHERS_WAIT_NANOS : limitNanos;
        underWay.stream().filter(it -> it.isOlderThan(limit)).forEach(InterruptibleWork::interrupt);
    }

    /** A task that an idle thread is about to take does not wait. */
    private boolean othersWait() {
        return !waiting.isEmpty() && pool.getActiveCount() >= pool.getPoolSize();
    }

    @SuppressWarnings("CatchThrowable") // it is the thread's last, and would be printed unmasked
    private void runWatched(Runnable task) {
        InterruptibleWork work = InterruptibleWork.begin();
        underWay.add(work);
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a request to the health port failed", e);
        } finally {
            underWay.remove(work);
            work.end();
        }
    }

    /** The tasks that wait for a thread: none, unless one is idle or there are 128. */
    @SuppressWarnings("serial") // nobody serializes it
    private final class WaitingTasks extends ArrayBlockingQueue<Runnable> {
        WaitingTasks() {
            super(WAITING);
        }

        /** Refuses a task for which the pool is to start a thread. */
        @Override
        public boolean offer(Runnable task) {
            int threads = pool.getPoolSize();
            boolean idle = pool.getActiveCount() + size() < threads;
            return (idle || threads == THREADS) && super.offer(task);
        }

        boolean offerInAnyCase(Runnable task) {
            return super.offer(task);
        }
    }
}
