// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.DaemonThreads;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The daemon platform threads that checks run on. Waking a thread costs more than most checks, so
 * the runs of one round are given to one thread; what it has not begun by the next round, since a
 * run before it is slow or hangs, gets threads of its own. Thread-safe.
 */
final class CheckThreads {
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

    /** Takes a round's runs; to be called each round, also with none, until nothing waits. */
    void run(List<? extends Runnable> round) {
        int threads = ready.size() + (round.isEmpty() ? 0 : 1);
        ready.addAll(round);
        for (int i = free.get(); i < threads && taking.get() - stuck.get() < Runs.PLACES; i++) {
            free.incrementAndGet();
            taking.incrementAndGet();
            try {
                pool.execute(this::drain);
            } catch (Throwable t) {
                free.decrementAndGet();
                taking.decrementAndGet();
                throw t;
            }
        }
    }

    /** A run is past its timeout: another thread may take its place. */
    void runIsStuck() {
        stuck.incrementAndGet();
    }

    /** A run that was stuck has come back. */
    void runIsBack() {
        stuck.decrementAndGet();
    }

    /** Whether there are runs that no thread has begun. */
    boolean hasWaiting() {
        return !ready.isEmpty();
    }

    /** Runs something beside the checks, at once. */
    void runNow(Runnable work) {
        pool.execute(work);
    }

    private void drain() {
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

    void close() {
        pool.shutdown();
    }
}
