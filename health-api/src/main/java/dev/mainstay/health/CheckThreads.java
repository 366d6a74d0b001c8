// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a runner: the scheduler, which ticks, and those that checks run on, which are the
 * user's executor or else daemon platform threads. Waking a thread costs more than most checks, so
 * the runs of one tick are given to one thread; what it has not begun by the next tick, since a run
 * before it is slow or hangs, gets threads of its own. Thread-safe.
 */
final class CheckThreads {
    private static final Log LOG = Log.of(HealthMonitor.class);
    private static final long LONGEST_WAIT = 5 * Durations.SECOND;

    /** Checks that are due within it are started together: waking up costs more than a check. */
    private static final long SHORTEST_WAIT = 20 * Durations.MILLISECOND;

    private final @Nullable Executor executor;
    private final int most;
    private final LongSupplier tick;
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();

    /** Threads that are on their way to take a run: no others are made for those runs. */
    private final AtomicInteger free = new AtomicInteger();

    /** Threads that take runs, and how many of them hang in one that is past its timeout. */
    private final AtomicInteger taking = new AtomicInteger();

    private final AtomicInteger stuck = new AtomicInteger();

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    60,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    DaemonThreads.numbered("mainstay-check"));

    private volatile @Nullable Thread scheduler;
    private volatile long shortestWait = SHORTEST_WAIT;
    private volatile boolean closed;
    private volatile boolean starved;

    /**
     * @param most how many threads may run checks beside those that are stuck
     * @param tick does what is due, and returns in how many nanoseconds something is due again
     */
    CheckThreads(@Nullable Executor executor, int most, LongSupplier tick) {
        this.executor = executor;
        this.most = most;
        this.tick = tick;
    }

    void startScheduler() {
        Thread thread = DaemonThreads.of("mainstay-health-scheduler", this::tickUntilClosed);
        scheduler = thread;
        thread.start();
    }

    void wakeScheduler() {
        LockSupport.unpark(scheduler);
    }

    boolean isScheduler() {
        return Thread.currentThread() == scheduler;
    }

    /** Ticks more often than the shortest wait allows. */
    void waitNoLongerThan(long nanos) {
        shortestWait = Math.min(shortestWait, nanos);
    }

    /** Tells whether the executor is the user's, and may lose a run. */
    boolean areForeign() {
        return executor != null;
    }

    /** Runs what is due. The scheduler calls it at each tick, also with none. */
    void run(List<CheckRun> due, BiConsumer<CheckRun, String> rejected) {
        if (executor == null) {
            guarded(() -> runOnOwn(due));
            return;
        }
        for (CheckRun run : due) {
            try {
                executor.execute(run);
            } catch (Throwable t) {
                String why = t.getClass().getSimpleName();
                rejected.accept(run, "the executor rejected the run: " + why);
            }
        }
    }

    /** Returns how long the scheduler may wait: not long while no thread has begun some run. */
    long longestWait() {
        return ready.isEmpty() ? LONGEST_WAIT : SHORTEST_WAIT;
    }

    /** Lets one more thread run checks; the runner calls it when a run is past its timeout. */
    void runIsStuck() {
        stuck.incrementAndGet();
    }

    /** Takes that thread back; the runner calls it when a run that was stuck has come back. */
    void runIsBack() {
        stuck.decrementAndGet();
    }

    /**
     * Interrupts a run that may be, on a thread of the pool: an interrupt closes the channel that
     * the run reads, and closing may itself block.
     */
    void interrupt(CheckRun run) {
        if (run.settings().interruptOnTimeout()) {
            guarded(() -> pool.execute(run::interrupt));
        }
    }

    void close() {
        closed = true;
        wakeScheduler();
        pool.shutdown();
    }

    private void tickUntilClosed() {
        while (!closed) {
            long wait;
            try {
                wait = tick.getAsLong();
            } catch (Throwable t) {
                LOG.error("the health scheduler failed and goes on", t);
                wait = Durations.SECOND;
            }
            Thread.interrupted();
            if (!closed) { // its wake-up may have been spent on a wait for the lock
                LockSupport.parkNanos(this, Math.max(wait, shortestWait));
            }
        }
    }

    private void runOnOwn(List<CheckRun> due) {
        int threads = ready.size() + (due.isEmpty() ? 0 : 1);
        ready.addAll(due);
        for (int i = free.get(); i < threads && taking.get() - stuck.get() < most; i++) {
            free.incrementAndGet();
            taking.incrementAndGet();
            try {
                pool.execute(this::runAll);
            } catch (Throwable t) {
                free.decrementAndGet();
                taking.decrementAndGet();
                throw t;
            }
        }
        starved = false;
    }

    private void runAll() {
        try {
            for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
                free.decrementAndGet();
                try {
                    next.run();
                } finally {
                    free.incrementAndGet();
                }
                Thread.interrupted();
            }
        } finally {
            free.decrementAndGet();
            taking.decrementAndGet();
        }
    }

    /** Does work that may need a new thread. If none can be made, logs that, once until one can. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable t) {
            if (!starved && !closed) {
                starved = true;
                LOG.warn("no thread can be made for the runs of checks", t);
            }
        }
    }
}
