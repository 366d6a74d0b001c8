// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that ticks: it survives whatever a tick throws. Thread-safe. */
final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

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
        var started = new Thread(this::loop, "mainstay-health-scheduler");
        started.setDaemon(true);
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
                wait = Nanos.SECOND;
            }
            Thread.interrupted();
            LockSupport.parkNanos(this, Math.max(wait, shortestWait));
        }
    }
}
