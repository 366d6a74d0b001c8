// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where threads wait for a count to be zero. */
final class ZeroSignal {
    /** Some 292 years: what a wait can be asked for at most. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signalled = lock.newCondition();

    /**
     * Waits for a condition that holds at a signal. It is looked at under the lock that signals
     * take, so that none falls between the look and the wait.
     */
    boolean await(Duration timeout, BooleanSupplier isZero) throws InterruptedException {
        long left = timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
        lock.lockInterruptibly();
        try {
            while (!isZero.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = signalled.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void signal() {
        lock.lock();
        try {
            signalled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
