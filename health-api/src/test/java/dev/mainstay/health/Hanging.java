// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A check that does not come back before it is let go, whoever interrupts it. */
final class Hanging implements SelfCheck {
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger interrupts = new AtomicInteger();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(0);
    private final CountDownLatch entered = new CountDownLatch(1);

    @Override
    public Health check() {
        runs.incrementAndGet();
        threads.add(Thread.currentThread());
        entered.countDown();
        while (true) {
            try {
                permits.acquire();
                return Health.up();
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        }
    }

    /** Lets so many runs come back. */
    void letGo(int runs) {
        permits.release(runs);
    }
}
