// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A queue of changes, and the daemon thread that tells listeners of them in order. The monitor
 * never waits for it: where the queue is full the oldest change is dropped, with one warning.
 * Thread-safe.
 */
final class MonitorNotifier {
    private static final Log LOG = Log.of(HealthMonitor.class);

    private final String name;
    private final int capacity;
    private final List<HealthListener> listeners;

    /** An empty element makes the thread look whether it is closed. */
    private final BlockingQueue<Optional<HealthChange>> queue;

    private final boolean drains;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean dropped;
    private volatile boolean closed;

    /**
     * @param drains whether it still tells what waits when it is closed
     */
    MonitorNotifier(String name, int capacity, boolean drains, List<HealthListener> listeners) {
        this.name = name;
        this.capacity = capacity;
        this.drains = drains;
        this.listeners = listeners;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = DaemonThreads.of("mainstay-health-" + name, this::loop);
    }

    /** One that logs each change, and where there are listeners, one that tells them. */
    static List<MonitorNotifier> logAnd(List<HealthListener> listeners) {
        var all = new ArrayList<MonitorNotifier>();
        HealthListener log =
                change -> {
                    log(change);
                    all.forEach(MonitorNotifier::warnOfDrops);
                };
        all.add(new MonitorNotifier("log", 10_000, true, List.of(log)));
        if (!listeners.isEmpty()) {
            all.add(new MonitorNotifier("listeners", 1_000, false, listeners));
        }
        return all;
    }

    void start() {
        thread.start();
    }

    /** One teller at a time, so that changes stay in order. */
    void tell(HealthChange change) {
        while (!closed && !queue.offer(Optional.of(change))) {
            queue.poll();
            dropped = true;
        }
    }

    /** Warns once if changes were dropped. The log's thread does it, as no change waits for it. */
    private void warnOfDrops() {
        if (dropped && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "the {} are slower than the changes of health; of more than {} waiting changes"
                            + " the oldest are dropped",
                    name,
                    capacity);
        }
    }

    /**
     * Takes no more changes. One that is being told is not waited for, nor interrupted, since an
     * interrupt may break what the listener talks to.
     */
    void close() {
        closed = true;
        queue.offer(Optional.empty());
    }

    private static void log(HealthChange change) {
        if (change.to() == Status.DOWN) {
            LOG.warn("health {}", change);
        } else {
            LOG.info("health {}", change);
        }
    }

    private void loop() {
        boolean ended = false;
        while (!ended) {
            try {
                queue.take().ifPresent(this::tellAll);
            } catch (InterruptedException e) { // a listener's; nobody but close() ends this thread
                continue;
            }
            ended = closed && (!drains || queue.isEmpty());
        }
    }

    private void tellAll(HealthChange change) {
        listeners.forEach(listener -> tell(listener, change));
    }

    private void tell(HealthListener listener, HealthChange change) {
        if (closed && !drains) {
            return;
        }
        try {
            listener.changed(change);
        } catch (Throwable t) {
            LOG.warn("a health listener failed on {}", change, t);
        }
    }
}
