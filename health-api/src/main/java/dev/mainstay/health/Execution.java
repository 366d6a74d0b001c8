// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One run of a check, from its launch until it comes back, however late. */
final class Execution implements Runnable {
    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int RETURNED = 3;

    final CheckEntry entry;
    final long launchedAt;

    /** Guarded by the monitor's lock. */
    boolean timedOut;

    private final Runs runs;
    private final Time time;
    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private volatile @Nullable Thread thread;
    private volatile @Nullable String stuckAt;
    private volatile long startedAt;

    Execution(CheckEntry entry, Runs runs, Time time) {
        this.entry = entry;
        this.runs = runs;
        this.time = time;
        this.launchedAt = time.nanos();
    }

    @Override
    public void run() {
        if (runs.isOnScheduler()) {
            runs.rejected(this, "the executor ran the check on the scheduler's thread");
            return;
        }
        if (!runs.begins(this)) {
            return;
        }
        Health outcome;
        VirtualMachineError fatal = null;
        try {
            Run run = new Run(time.ticker(), startedAt, entry.settings.timeout());
            outcome = entry.check.check(run);
            if (outcome == null) {
                outcome = Health.down("the check returned null");
            }
        } catch (Throwable t) {
            outcome = Health.down(t);
            fatal = t instanceof VirtualMachineError e ? e : null;
        }
        clearOurInterrupt();
        runs.finished(this, outcome);
        if (fatal != null) {
            throw fatal;
        }
    }

    /** On the thread that runs it. */
    void startsAt(long now) {
        startedAt = now;
        thread = Thread.currentThread();
    }

    boolean isStarted() {
        return thread != null;
    }

    /** When the check was called; meaningful once {@link #isStarted()}. */
    long startedAt() {
        return startedAt;
    }

    /** Interrupts this run, if it has not come back, and never a later one on its thread. */
    void interrupt() {
        Thread running = thread;
        if (running != null && state.compareAndSet(RUNNING, INTERRUPTING)) {
            running.interrupt();
            state.set(INTERRUPTED);
        }
    }

    /** Takes the top of the run's stack once, for operators. */
    void captureStack() {
        Thread running = thread;
        if (running == null || state.get() == RETURNED) {
            return;
        }
        StackTraceElement[] stack = running.getStackTrace();
        if (stack.length > 0) {
            stuckAt = "in " + String.join(" < ", frames(stack));
        }
    }

    @Nullable String stuckAt() {
        return stuckAt;
    }

    /** Where the interrupt comes from a moment before the return, waits until it has arrived. */
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
