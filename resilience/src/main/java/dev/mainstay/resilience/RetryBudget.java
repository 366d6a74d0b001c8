// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Limits the retries to a share of the first attempts, so that retries do not multiply the load on
 * a dependency that is down. One budget per dependency, shared by all who retry calls to it.
 *
 * <p>A first attempt is counted when it starts, as attempts that hang would otherwise be missed; a
 * retry adds nothing to the budget. The window slides in tenths.
 *
 * <pre>{@code
 * RetryBudget budget = RetryBudget.ratio(0.2);      // and 10 retries a second in any case
 * }</pre>
 *
 * <p>Thread-safe; counting a first attempt takes no lock but once in a tenth of the window.
 */
public final class RetryBudget {
    private static final int SLOTS = 10;
    private static final Duration HOUR = Duration.ofHours(1);

    private final double ratio;
    private final double floor;
    private final long slotNanos;
    private final long start;
    private final LongSupplier nanoTime;
    private final Slot[] slots = new Slot[SLOTS];
    private final ReentrantLock lock = new ReentrantLock();
    private final LongAdder denied = new LongAdder();

    /** A tenth of the window. */
    private static final class Slot {
        final AtomicLong turn = new AtomicLong(-1);
        final LongAdder firsts = new LongAdder();
        long retries;
    }

    RetryBudget(double ratio, int perSecond, Duration window, LongSupplier nanoTime) {
        this.ratio = Require.between("ratio", 0.0, 1.0, ratio);
        Require.between("floorPerSecond", 0, 1_000_000, perSecond);
        Require.between("window", Duration.ofSeconds(1), HOUR, window);
        this.floor = perSecond * (window.toNanos() / 1e9);
        this.slotNanos = window.toNanos() / SLOTS;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /**
     * A budget of a share of the first attempts and 10 retries a second, over 10 s.
     *
     * @param ratio retries per first attempt, 0 to 1
     * @return the budget
     * @throws IllegalArgumentException if the ratio is outside its range
     */
    public static RetryBudget ratio(double ratio) {
        return new RetryBudget(ratio, 10, Duration.ofSeconds(10), System::nanoTime);
    }

    /**
     * A budget of a share of the first attempts and a floor for services with little traffic.
     *
     * @param ratio retries per first attempt, 0 to 1
     * @param floorPerSecond retries a second that are allowed in any case, 0 to 1,000,000
     * @param window what both are measured over, 1 s to 1 hour
     * @return the budget
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static RetryBudget of(double ratio, int floorPerSecond, Duration window) {
        return new RetryBudget(ratio, floorPerSecond, window, System::nanoTime);
    }

    /**
     * Tells how many retries were denied.
     *
     * @return the number since the budget was made
     */
    public long denied() {
        return denied.sum();
    }

    /** Counts a first attempt, which is about to start. */
    void deposit() {
        slot(turn()).firsts.increment();
    }

    /** Takes a first attempt back that a breaker refused: it was no load. */
    void refund() {
        slot(turn()).firsts.decrement();
    }

    /** Takes one retry out of the budget; false if there is none. */
    boolean withdraw() {
        long turn = turn();
        Slot current = slot(turn);
        lock.lock();
        try {
            long firsts = 0;
            long retries = 0;
            for (Slot slot : slots) {
                if (turn - slot.turn.get() < SLOTS) {
                    firsts += slot.firsts.sum();
                    retries += slot.retries;
                }
            }
            if (retries + 1 > firsts * ratio + floor) {
                denied.increment();
                return false;
            }
            current.retries++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private long turn() {
        return (nanoTime.getAsLong() - start) / slotNanos;
    }

    private Slot slot(long turn) {
        Slot slot = slots[(int) (turn % SLOTS)];
        if (slot.turn.get() != turn) {
            lock.lock();
            try {
                if (slot.turn.get() < turn) {
                    slot.firsts.reset();
                    slot.retries = 0;
                    slot.turn.set(turn);
                }
            } finally {
                lock.unlock();
            }
        }
        return slot;
    }
}
