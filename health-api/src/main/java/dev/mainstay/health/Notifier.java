// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells listeners of changes, in order, from one daemon thread. Never makes the teller wait: where
 * the queue is full the oldest change is dropped, with one warning.
 */
final class Notifier {
    private static final Log LOG = Log.of(HealthMonitor.class);

    private final String name;
    private final int capacity;
    private final List<HealthListener> listeners;

    /** Empty is the word to look whether it is closed. */
    private final BlockingQueue<Optional<HealthChange>> queue;

    private final AtomicBoolean warned = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean dropped;
    private volatile boolean closed;

    private final boolean drains;

    /**
     * @param drains whether what waits at the close is told still
     */
    Notifier(String name, int capacity, boolean drains, List<HealthListener> listeners) {
        this.name = name;
        this.capacity = capacity;
        this.drains = drains;
        this.listeners = listeners;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = DaemonThreads.of("mainstay-health-" + name, this::loop);
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

    /** Warns once if changes were dropped; from a thread that nothing waits for. */
    void warnOfDrops() {
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
