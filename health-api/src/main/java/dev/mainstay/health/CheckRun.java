// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check, from when it is scheduled until it comes back, however late. The runner keeps
 * its phase and when to look at it next, under the monitor's lock. A thread of the pool calls
 * {@link #run()}; another one interrupts it there when its timeout has passed. Thread-safe, but for
 * what is guarded by that lock.
 */
final class CheckRun implements Runnable {
    /** What the runner knows of it. */
    enum Phase {
        /** No thread has it yet. */
        SCHEDULED,
        /** A thread has it, or will. */
        UNDER_WAY,
        /** Its timeout has passed, and it is not back. */
        STUCK,
        /** Nobody waits for it, or never did. */
        DROPPED
    }

    /** What a run calls when it begins and when it ends, on the thread that runs it. */
    interface Callback {
        /** Tells that the run begins; returns false if nobody waits for it any more. */
        boolean begins(CheckRun run);

        /** Tells that the check has returned or thrown; called at most once. */
        void ended(CheckRun run, Health outcome);
    }

    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int RETURNED = 3;

    private final CheckRegistration check;
    private final Callback callback;
    private final LongSupplier ticker;
    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private volatile @Nullable Thread thread;
    private volatile long startedAt;

    /** Guarded by the monitor's lock. */
    private Phase phase = Phase.SCHEDULED;

    private long lookAt;
    private long underWayAt;

    CheckRun(CheckRegistration check, Callback callback, LongSupplier ticker) {
        this.check = check;
        this.callback = callback;
        this.ticker = ticker;
    }

    @Override
    public void run() {
        if (!callback.begins(this)) {
            return;
        }
        Health outcome;
        VirtualMachineError fatal = null;
        try {
            Run run = new Run(ticker, startedAt, check.settings().timeout());
            outcome = check.check().check(run);
            if (outcome == null) {
                outcome = Health.down("the check returned null");
            }
        } catch (Throwable t) {
            outcome = Health.down(t);
            fatal = t instanceof VirtualMachineError e ? e : null;
        }
        clearOurInterrupt();
        callback.ended(this, outcome);
        if (fatal != null) {
            throw fatal;
        }
    }

    String name() {
        return check.name();
    }

    CheckSettings settings() {
        return check.settings();
    }

    /** Returns a new run of the same check, for after this one. */
    CheckRun next() {
        return new CheckRun(check, callback, ticker);
    }

    Phase phase() {
        return phase;
    }

    /** Marks the run as under way; the runner calls it before it hands the run to a thread. */
    void goesUnderWay(long now) {
        phase = Phase.UNDER_WAY;
        underWayAt = now;
    }

    long underWayAt() {
        return underWayAt;
    }

    /** Notes when the run begins and on which thread; called on that thread, by {@link #run}. */
    void startsAt(long now) {
        startedAt = now;
        thread = Thread.currentThread();
    }

    boolean isStarted() {
        return thread != null;
    }

    /** Returns when the check was called; meaningful once {@link #isStarted()}. */
    long startedAt() {
        return startedAt;
    }

    void markStuck() {
        phase = Phase.STUCK;
    }

    void drop() {
        phase = Phase.DROPPED;
    }

    /** Returns when the scheduler looks at it next. */
    long lookAt() {
        return lookAt;
    }

    void lookAt(long at) {
        lookAt = at;
    }

    /** Interrupts this run, if it has not come back, and never a later one on its thread. */
    void interrupt() {
        Thread running = thread;
        if (running != null && state.compareAndSet(RUNNING, INTERRUPTING)) {
            running.interrupt();
            state.set(INTERRUPTED);
        }
    }

    /** Returns the top of its stack, for operators; empty if it is back or its thread is mute. */
    String where() {
        Thread running = thread;
        if (running == null || state.get() == RETURNED) {
            return "";
        }
        try {
            StackTraceElement[] stack = running.getStackTrace();
            return stack.length == 0 ? "" : " in " + String.join(" < ", frames(stack));
        } catch (Throwable t) { // the thread is of a class of the user's executor
            return "";
        }
    }

    /** Clears an interrupt of ours, and waits for one that is just being sent. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // a few instructions of the other thread are waited for
    private void clearOurInterrupt() {
        if (state.compareAndSet(RUNNING, RETURNED)) {
            return;
        }
        while (state.get() == INTERRUPTING) {
            Thread.yield();
        }
        Thread.interrupted();
        state.set(RETURNED);
    }

    private static String[] frames(StackTraceElement[] stack) {
        var frames = new String[Math.min(3, stack.length)];
        for (int i = 0; i < frames.length; i++) {
            String owner = stack[i].getClassName();
            frames[i] =
                    owner.substring(owner.lastIndexOf('.') + 1) + "." + stack[i].getMethodName();
        }
        return frames;
    }
}
