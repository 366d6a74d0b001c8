// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A daemon thread, there from the beginning, that halts the process at the deadline whatever hangs.
 * Before, it prints the report; a report that cannot be written does not keep it from halting.
 */
final class Watchdog {
    private static final long PRINTING = 500_000_000L;

    private final Supplier<String> report;
    private final LongSupplier ticker;
    private final Thread thread;
    private final CountDownLatch printed = new CountDownLatch(1);
    private volatile boolean armed;
    private volatile long deadline;
    private volatile boolean now;

    Watchdog(Supplier<String> report, LongSupplier ticker) {
        this.report = report;
        this.ticker = ticker;
        this.thread = new Thread(this::watch, "mainstay-shutdown-watchdog");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void arm(long at) {
        deadline = at;
        armed = true;
        LockSupport.unpark(thread);
    }

    /** Halts as soon as the report is printed. */
    void haltNow() {
        now = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the halt, and never returns. */
    void awaitHalt() {
        while (thread.isAlive()) {
            Thread.interrupted(); // else parking would return at once, for ever
            LockSupport.parkNanos(this, PRINTING);
        }
    }

    private void watch() {
        warmUp();
        while (!isDue()) {
            Thread.interrupted();
            if (armed) {
                LockSupport.parkNanos(this, deadline - ticker.getAsLong());
            } else {
                LockSupport.park(this);
            }
        }
        try {
            print();
            awaitSiblings();
        } finally {
            ProcessEnd.halt();
        }
    }

    private boolean isDue() {
        return now || (armed && deadline - ticker.getAsLong() <= 0);
    }

    /** At the deadline no class may need loading: a stuck thread may hold the loader's lock. */
    private void warmUp() {
        try {
            boolean unused = report.get().isEmpty();
        } catch (Throwable e) {
            // It is tried again when it matters.
        }
    }

    private void print() {
        try {
            var printer = new Thread(this::printReport, "mainstay-shutdown-report");
            printer.setDaemon(true);
            printer.start();
            boolean unused = printed.await(PRINTING, TimeUnit.NANOSECONDS);
        } catch (Throwable e) {
            // No thread, no memory: the process is halted all the same.
        }
    }

    private void printReport() {
        try {
            ProcessEnd.print(report.get());
        } finally {
            printed.countDown();
        }
    }

    /** Another coordinator that is at work may have a later deadline; only it may halt then. */
    private void awaitSiblings() {
        while (!now) {
            long left = Siblings.latestDeadline(ticker.getAsLong()) - ticker.getAsLong();
            if (left <= 0) {
                return;
            }
            Thread.interrupted();
            LockSupport.parkNanos(this, left);
        }
    }
}
