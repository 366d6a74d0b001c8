// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that a health port answers on. The JDK's server reads a request and writes its answer
 * on such a thread, waiting for the client: so there are more of them when clients are slow, and
 * one that takes its time is interrupted, which closes its connection and gives the thread back.
 * Where others wait for a thread, and it waits for its client, it has less time, as a probe that
 * comes in one piece takes a few milliseconds of it. What it does itself may take longer: a first
 * answer loads classes, on a processor that is busy.
 */
final class ServerThreads implements Executor, AutoCloseable {
    static final int THREADS = 128;
    static final int QUEUE = 1_024;

    private static final long LOOK_MILLIS = 250;
    private static final long PRESSED_LOOK_MILLIS = 25;
    private static final long PRESSED_LIMIT_NANOS = 250_000_000L;
    private static final long IDLE_SECONDS = 30;

    private final long limitNanos;
    private final Set<Stretch> underWay = ConcurrentHashMap.newKeySet();
    private final Waiting waiting = new Waiting();
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor watch;
    private final AtomicBoolean pressed = new AtomicBoolean();

    ServerThreads(Duration limit) {
        this(limit, numbered());
    }

    ServerThreads(Duration limit, ThreadFactory factory) {
        limitNanos = limit.toNanos();
        pool =
                new ThreadPoolExecutor(
                        1,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        waiting,
                        factory,
                        (task, it) -> keep(task));
        pool.prestartCoreThread();
        watch = new ScheduledThreadPoolExecutor(1, task -> Daemons.of(task, "mainstay-http-watch"));
        var unused =
                watch.scheduleWithFixedDelay(
                        this::interruptTheOldest, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory numbered() {
        var names = new AtomicInteger();
        return task -> Daemons.of(task, "mainstay-http-" + names.incrementAndGet());
    }

    /** Throws RejectedExecutionException when all is full: the server closes the connection. */
    @Override
    public void execute(Runnable task) {
        Runnable watched = () -> runWatched(task);
        try {
            pool.execute(watched);
        } catch (OutOfMemoryError e) {
            // The system has no thread more to give: those that there are have to do.
            keep(watched);
        }
        lookSoonIfOthersWait();
    }

    @Override
    public void close() {
        watch.shutdownNow();
        pool.shutdownNow();
    }

    private void keep(Runnable task) {
        if (pool.isShutdown() || !waiting.keep(task)) {
            throw new RejectedExecutionException("%d wait for a thread".formatted(waiting.size()));
        }
    }

    private void lookSoonIfOthersWait() {
        if (!waiting.isEmpty() && pressed.compareAndSet(false, true)) {
            var unused = watch.schedule(this::relieve, PRESSED_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void relieve() {
        pressed.set(false);
        if (!waiting.isEmpty()) {
            underWay.stream()
                    .filter(it -> it.isOlderThan(PRESSED_LIMIT_NANOS) && it.isStillAtASocket())
                    .forEach(Stretch::interrupt);
        }
        lookSoonIfOthersWait();
    }

    private void interruptTheOldest() {
        underWay.stream().filter(it -> it.isOlderThan(limitNanos)).forEach(Stretch::interrupt);
    }

    private void runWatched(Runnable task) {
        Stretch stretch = Stretch.begin();
        underWay.add(stretch);
        try {
            task.run();
        } finally {
            underWay.remove(stretch);
            stretch.end();
        }
    }

    /** The pool starts a thread where this takes no task, and hands it back where it may not. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        /** Whether a thread was idle. */
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        boolean keep(Runnable task) {
            return size() < QUEUE && super.offer(task);
        }
    }
}
