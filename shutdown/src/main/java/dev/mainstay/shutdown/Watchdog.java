// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Masking;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * A daemon thread, there from the beginning, that halts the process at the deadline whatever hangs.
 * Before, another one prints the last words; if they cannot be written, it halts all the same.
 */
final class Watchdog {
    /** How long the last words may take, after the deadline. */
    static final long PRINTING = 500 * Durations.MILLISECOND;

    private final UnaryOperator<String> lastWords;
    private final LongSupplier ticker;
    private final Thread thread = DaemonThreads.of("mainstay-shutdown-watchdog", this::watch);
    private final Thread printer = DaemonThreads.of("mainstay-shutdown-report", this::print);
    private final CountDownLatch printing = new CountDownLatch(1);
    private final CountDownLatch printed = new CountDownLatch(1);
    private volatile boolean armed;
    private volatile long deadline;
    private volatile boolean now;
    private volatile String why = "the deadline has passed";

    /**
     * Makes one, not started.
     *
     * @param lastWords what to print, given why the process is halted
     */
    Watchdog(UnaryOperator<String> lastWords, LongSupplier ticker) {
        this.lastWords = lastWords;
        this.ticker = ticker;
    }

    void start() {
        ProcessEnd.load();
        thread.start();
    }

    /** Sets the deadline, or moves it on. */
    synchronized void arm(long at) {
        boolean first = !armed;
        if (first || at - deadline > 0) {
            deadline = at;
        }
        armed = true;
        LockSupport.unpark(thread);
        try {
            if (first) {
                printer.start();
            }
        } catch (OutOfMemoryError e) { // no thread to be had: it halts without a word
            printed.countDown();
        }
    }

    /** Halts as soon as the last words are printed; does not wait for it. */
    void haltNow(String reason) {
        why = reason;
        now = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the halt, and never returns. */
    void awaitHalt() {
        while (thread.isAlive()) {
            park(Durations.SECOND);
        }
    }

    private void watch() {
        while (!isDue()) {
            park(armed ? deadline - ticker.getAsLong() : Long.MAX_VALUE);
        }
        try {
            printing.countDown();
            boolean unused = printed.await(PRINTING, TimeUnit.NANOSECONDS);
        } catch (Throwable e) {
            // Whatever it is, the process is halted.
        } finally {
            ProcessEnd.halt();
        }
    }

    private boolean isDue() {
        return now || (armed && deadline - ticker.getAsLong() <= 0);
    }

    private void park(long nanos) {
        Thread.interrupted(); // else parking would return at once, for ever
        LockSupport.parkNanos(this, nanos);
    }

    /**
     * Composes the words once before, so that no class needs loading at the deadline; but not for a
     * shutdown that is quick.
     */
    private void print() {
        try {
            if (!printing.await(PRINTING, TimeUnit.NANOSECONDS)) {
                compose();
                printing.await();
            }
            ProcessEnd.print(compose());
        } catch (InterruptedException e) {
            // Nobody has a reason to; the process is halted without a word.
        } finally {
            printed.countDown();
        }
    }

    private String compose() {
        try {
            return Masking.maskLines(lastWords.apply(why));
        } catch (RuntimeException | Error e) {
            return "halted: " + why;
        }
    }
}
