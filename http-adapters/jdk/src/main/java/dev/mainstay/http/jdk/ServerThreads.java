// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a health port answers on. The JDK's server reads a request and writes its answer
 * on such a thread, waiting for the client: one that takes its time is interrupted, which closes
 * its connection and gives the thread back.
 */
final class ServerThreads implements Executor, AutoCloseable {
    static final int THREADS = 8;
    static final int QUEUE = 1_024;

    private static final long LOOK_MILLIS = 250;
    private static final long IDLE_SECONDS = 30;

    private final long limitNanos;
    private final AtomicInteger names = new AtomicInteger();
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor watch;

    ServerThreads(Duration limit) {
        this.limitNanos = limit.toNanos();
        ThreadFactory numbered = task -> daemon(task, "mainstay-http-" + names.incrementAndGet());
        pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE),
                        numbered);
        pool.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "mainstay-http-watch"));
        var unused =
                watch.scheduleWithFixedDelay(
                        this::interruptLate, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Throws RejectedExecutionException when all is full: the server closes the connection. */
    @Override
    public void execute(Runnable task) {
        pool.execute(new Exchange(task));
    }

    /** Runs a task whose new threads shall be daemons, as a thread inherits that; waits for it. */
    void runAsDaemon(Runnable task) {
        Thread thread = daemon(task, "mainstay-http-start");
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        pool.shutdownNow();
    }

    private void interruptLate() {
        long now = System.nanoTime();
        long limit = pool.getQueue().isEmpty() ? limitNanos : limitNanos / 3;
        underWay.forEach(exchange -> exchange.interruptIfLate(now, limit));
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** One request and its answer. An interrupt hits it, or is cleared by the pool after it. */
    private final class Exchange implements Runnable {
        private final Runnable task;
        private @Nullable Thread thread;
        private long startedAt;

        Exchange(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            begin();
            try {
                task.run();
            } finally {
                end();
            }
        }

        synchronized void interruptIfLate(long now, long limit) {
            if (thread != null && now - startedAt >= limit) {
                thread.interrupt();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            startedAt = System.nanoTime();
            underWay.add(this);
        }

        private synchronized void end() {
            thread = null;
            underWay.remove(this);
        }
    }
}
