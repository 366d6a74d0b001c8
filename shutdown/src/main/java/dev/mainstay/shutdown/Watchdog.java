// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

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
    static final long PRINTING = 500_000_000L;

    private static final long LOOK = 1_000_000_000L;

    private final UnaryOperator<String> lastWords;
    private final LongSupplier ticker;
    private final Thread thread;
    private final Thread printer;
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
        this.thread = new Thread(this::watch, "mainstay-shutdown-watchdog");
        this.printer = new Thread(this::print, "mainstay-shutdown-report");
        thread.setDaemon(true);
        printer.setDaemon(true);
    }

    void start() {
        ProcessEnd.load();
        thread.start();
    }

    void arm(long at) {
        deadline = at;
        armed = true;
        LockSupport.unpark(thread);
        try {
            printer.start();
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
            park(LOOK);
        }
    }

    private void watch() {
        while (!isDue()) {
            park(armed ? deadline - ticker.getAsLong() : Long.MAX_VALUE);
        }
        try {
            boolean gaveWay = awaitSiblings();
            printing.countDown();
            boolean unused = printed.await(PRINTING, TimeUnit.NANOSECONDS);
            if (gaveWay) {
                park(PRINTING); // the sibling has its own words to print, and halts then
            }
        } catch (Throwable e) {
            // Whatever it is, the process is halted.
        } finally {
            ProcessEnd.halt();
        }
    }

    private boolean isDue() {
        return now || (armed && deadline - ticker.getAsLong() <= 0);
    }

    /** Another coordinator that is at work may have a later deadline; true if it was waited for. */
    private boolean awaitSiblings() {
        boolean waited = false;
        while (!now) {
            long left = Siblings.latestDeadline(ticker.getAsLong()) - ticker.getAsLong();
            if (left <= 0) {
                break;
            }
            waited = true;
            park(left);
        }
        return waited && !now;
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
            return lastWords.apply(why);
        } catch (RuntimeException | Error e) {
            return "halted: " + why;
        }
    }
}
