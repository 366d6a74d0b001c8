// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
    private static final long LOOK_MILLIS = 250;
    private static final long PRESSED_LOOK_MILLIS = 25;
    private static final long PRESSED_LIMIT_NANOS = 250_000_000L;

    private final long limitNanos;
    private final Set<Stretch> underWay = ConcurrentHashMap.newKeySet();
    private final GrowingPool pool;
    private final ScheduledThreadPoolExecutor watch;
    private final AtomicBoolean pressed = new AtomicBoolean();

    ServerThreads(Duration limit) {
        limitNanos = limit.toNanos();
        var names = new AtomicInteger();
        pool = new GrowingPool(it -> Daemons.of(it, "mainstay-http-" + names.incrementAndGet()));
        watch =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> Daemons.of(task, "mainstay-http-watch"),
                        new ThreadPoolExecutor.DiscardPolicy());
        var unused =
                watch.scheduleWithFixedDelay(
                        this::interruptTheOldest, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Throws RejectedExecutionException when all is full: the server closes the connection. */
    @Override
    public void execute(Runnable task) {
        pool.execute(() -> runWatched(task));
        lookSoonIfOthersWait();
    }

    @Override
    public void close() {
        pool.shutdownNow();
        watch.shutdownNow();
    }

    private void lookSoonIfOthersWait() {
        if (pool.hasTasksThatWait() && pressed.compareAndSet(false, true)) {
            var unused = watch.schedule(this::relieve, PRESSED_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void relieve() {
        pressed.set(false);
        if (pool.hasTasksThatWait() && !pool.wakeOne()) {
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
}
