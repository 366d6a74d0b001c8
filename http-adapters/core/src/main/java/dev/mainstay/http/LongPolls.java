// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that wait for another state, a limited number. While there are any they are all
 * looked at ten times a second, each for the price of reading a report. Listeners would be told
 * sooner, but not of a check that was added, muted or removed, not of an outcome that has gone
 * stale before somebody looks, and of nothing that did not fit into their queue. Thread-safe.
 */
final class LongPolls {
    static final long LOOK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);
    private static final long LOOK_NANOS = LOOK_MILLIS * 1_000_000;
    private static final long SECOND = 1_000_000_000L;

    private record Held(Asked asked, String tag, long until, Runnable answer) {}

    private final int limit;
    private final LongSupplier ticker;
    private final BooleanSupplier ending;
    private final Consumer<Runnable> timer;
    private final AtomicInteger places = new AtomicInteger();
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * Makes one in which nobody waits.
     *
     * @param ending whether nobody is to wait any more
     * @param timer runs a task once, {@link #LOOK_MILLIS} later
     */
    LongPolls(int limit, LongSupplier ticker, BooleanSupplier ending, Consumer<Runnable> timer) {
        this.limit = limit;
        this.ticker = ticker;
        this.ending = ending;
        this.timer = timer;
    }

    /**
     * Holds a request, if there is a place for it, until its tag is another or the time is over;
     * where the tag is another by now, until the next look.
     *
     * @param later makes what answers it then; only called if it is held
     */
    boolean hold(Asked asked, String tag, int seconds, Supplier<Runnable> later) {
        if (asked.tag() == null || ending.getAsBoolean()) {
            return false;
        }
        if (places.incrementAndGet() > limit) {
            places.decrementAndGet();
            return false;
        }
        long until = ticker.getAsLong() + seconds * SECOND;
        try {
            held.add(new Held(asked, tag, until, later.get()));
        } catch (RuntimeException e) {
            places.decrementAndGet();
            LOG.warn("a request could not be held, and is answered at once", e);
            return false;
        }
        lookLater();
        return true;
    }

    private void lookLater() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        boolean set = false;
        try {
            timer.accept(this::look);
            set = true;
        } finally {
            if (!set) { // as where no thread can be made: who comes next tries again
                looking.set(false);
            }
        }
    }

    private void look() {
        try {
            boolean all = ending.getAsBoolean();
            long now = ticker.getAsLong();
            for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
                Held one = each.next();
                if (all || isOver(one, now)) {
                    each.remove();
                    places.decrementAndGet();
                    answer(one);
                }
            }
        } finally {
            looking.set(false);
            if (!held.isEmpty()) {
                lookLater();
            }
        }
    }

    /** The time of a wait is an upper bound: it is over when the next look would be too late. */
    private static boolean isOver(Held one, long now) {
        return one.until - now < LOOK_NANOS || !one.tag.equals(one.asked.tag());
    }

    private static void answer(Held one) {
        try {
            one.answer.run();
        } catch (Throwable t) { // the adapter's, which may be the application's
            LOG.error("a request that waited could not be answered", t);
        }
    }
}
