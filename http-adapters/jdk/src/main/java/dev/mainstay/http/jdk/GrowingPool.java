// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many threads as there are tasks, up to 128, and 1,024 tasks that wait for one. A task goes to
 * the thread that has been idle least long, so that the others end, after 30 s.
 */
final class GrowingPool extends ThreadPoolExecutor {
    static final int THREADS = 128;
    static final int WAITING = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(JdkHealthServer.class);
    private static final long IDLE_SECONDS = 30;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicBoolean warned = new AtomicBoolean();

    GrowingPool(ThreadFactory factory) {
        super(
                0,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                factory,
                (task, pool) -> ((GrowingPool) pool).keep(task));
    }

    /**
     * Runs a task now, or keeps it until a thread is free.
     *
     * @throws RejectedExecutionException if too many wait, or there is no thread at all
     */
    @Override
    public void execute(Runnable task) {
        try {
            super.execute(task);
        } catch (OutOfMemoryError e) {
            makeDo(task, e);
        }
    }

    /** Also those that waited for a thread. */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never = super.shutdownNow();
        waiting.drainTo(never);
        return never;
    }

    boolean hasTasksThatWait() {
        return !waiting.isEmpty();
    }

    /**
     * Has an idle thread take over from those that wait: one may have found nothing there just
     * before a task came.
     *
     * @return false if none is idle
     */
    boolean wakeOne() {
        return getQueue().offer(this::runThoseThatWait);
    }

    @Override
    protected void afterExecute(Runnable done, @Nullable Throwable thrown) {
        runThoseThatWait();
    }

    private void keep(Runnable task) {
        if (isShutdown() || !waiting.offer(task)) {
            throw new RejectedExecutionException(
                    "the health port has %d threads and is asked for more".formatted(THREADS));
        }
    }

    /** The system gives no thread more, so those that there are take over. */
    private void makeDo(Runnable task, OutOfMemoryError e) {
        int threads = getPoolSize();
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "the health port has {} threads and gets no more (this is not logged again)",
                    threads,
                    e);
        }
        if (threads == 0) {
            throw new RejectedExecutionException("the health port gets no thread", e);
        }
        keep(task);
    }

    private void runThoseThatWait() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
