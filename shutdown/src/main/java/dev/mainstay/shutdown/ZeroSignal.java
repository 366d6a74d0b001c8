// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where threads wait for a count to be zero. */
final class ZeroSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signalled = lock.newCondition();

    /**
     * Waits for a condition that holds at a signal. It is looked at under the lock that signals
     * take, so that none falls between the look and the wait.
     */
    boolean await(long nanos, BooleanSupplier isZero) throws InterruptedException {
        long left = nanos;
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
