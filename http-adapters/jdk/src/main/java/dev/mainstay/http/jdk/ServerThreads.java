// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(JdkHealthServer.class);
    private static final long LOOK_MILLIS = 250;
    private static final long PRESSED_LOOK_MILLIS = 25;
    private static final long PRESSED_LIMIT_NANOS = 250_000_000L;
    private static final long IDLE_SECONDS = 30;

    private final long limitNanos;
    private final Set<Stretch> underWay = ConcurrentHashMap.newKeySet();

    /** Passes a task to the thread that has been idle least long, so that the others end. */
    private final BlockingQueue<Runnable> idle = new SynchronousQueue<>();

    private final Queue<Runnable> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor watch;
    private final AtomicBoolean pressed = new AtomicBoolean();
    private final AtomicBoolean warned = new AtomicBoolean();

    ServerThreads(Duration limit) {
        this(limit, numbered());
    }

    ServerThreads(Duration limit, ThreadFactory factory) {
        limitNanos = limit.toNanos();
        pool = new Pool(factory);
        watch =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> Daemons.of(task, "mainstay-http-watch"),
                        new ThreadPoolExecutor.DiscardPolicy());
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
            makeDo(watched, e);
        }
        lookSoonIfOthersWait();
    }

    @Override
    public void close() {
        pool.shutdownNow();
        waiting.clear();
        watch.shutdownNow();
    }

    private void keep(Runnable task) {
        if (pool.isShutdown() || !waiting.offer(task)) {
            throw new RejectedExecutionException(
                    "the health port has %d threads and is asked for more".formatted(THREADS));
        }
    }

    /** The system gives no thread more, so those that there are take over. */
    private void makeDo(Runnable task, OutOfMemoryError e) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "the health port got no thread more than its {}, and makes do with them"
                            + " (this is not logged again)",
                    pool.getPoolSize(),
                    e);
        }
        if (pool.getPoolSize() == 0) {
            throw new RejectedExecutionException("the health port gets no thread", e);
        }
        keep(task);
    }

    private void lookSoonIfOthersWait() {
        if (!waiting.isEmpty() && pressed.compareAndSet(false, true)) {
            var unused = watch.schedule(this::relieve, PRESSED_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void relieve() {
        pressed.set(false);
        // A thread may have found nothing here just before a task came, and be idle now.
        if (!waiting.isEmpty() && !idle.offer(this::runThoseThatWait)) {
            underWay.stream()
                    .filter(it -> it.isOlderThan(PRESSED_LIMIT_NANOS) && it.isStillAtASocket())
                    .forEach(Stretch::interrupt);
        }
        lookSoonIfOthersWait();
    }

    private void runThoseThatWait() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
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

    private final class Pool extends ThreadPoolExecutor {
        Pool(ThreadFactory factory) {
            super(
                    0,
                    THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    idle,
                    factory,
                    (it, pool) -> keep(it));
        }

        @Override
        protected void afterExecute(Runnable done, @Nullable Throwable thrown) {
            runThoseThatWait();
        }
    }
}
