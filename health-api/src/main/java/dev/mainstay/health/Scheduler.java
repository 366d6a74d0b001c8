// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one thread that ticks: it survives whatever a tick throws. Thread-safe. */
final class Scheduler {
    private static final Log LOG = Log.of(HealthMonitor.class);

    private final LongSupplier tick;
    private volatile long shortestWait;
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;

    /**
     * @param tick does what is due, and returns in how many nanoseconds something is due again
     * @param shortestWait the least nanoseconds between two ticks, unless woken
     */
    Scheduler(LongSupplier tick, long shortestWait) {
        this.tick = tick;
        this.shortestWait = shortestWait;
    }

    void start() {
        Thread started = DaemonThreads.of("mainstay-health-scheduler", this::loop);
        thread = started;
        started.start();
    }

    void stop() {
        stopped = true;
        wake();
    }

    /** For something that is due more often than the shortest wait allows. */
    void waitNoLongerThan(long nanos) {
        shortestWait = Math.min(shortestWait, nanos);
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    boolean isThisThread() {
        return Thread.currentThread() == thread;
    }

    private void loop() {
        while (!stopped) {
            long wait;
            try {
                wait = tick.getAsLong();
            } catch (Throwable t) {
                LOG.error("the health scheduler failed and goes on", t);
                wait = Durations.SECOND;
            }
            Thread.interrupted();
            LockSupport.parkNanos(this, Math.max(wait, shortestWait));
        }
    }
}
