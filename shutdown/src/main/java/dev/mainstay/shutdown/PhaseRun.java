// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of a phase side by side, until all are over or the time is. */
final class PhaseRun {
    /** How often a running task is looked at: whether it called {@code System.exit}. */
    private static final long LOOK = 50_000_000L;

    private final List<TaskRun> tasks;
    private final LongSupplier ticker;
    private final @Nullable ClassLoader loader;
    private final Semaphore ended = new Semaphore(0);

    PhaseRun(List<TaskRun> tasks, LongSupplier ticker, @Nullable ClassLoader loader) {
        this.tasks = tasks;
        this.ticker = ticker;
        this.loader = loader;
    }

    /** A loop and no streams: their classes would be loaded within the time to the exit. */
    void run(long latestEnd) {
        boolean awaited = true;
        while (awaited) {
            awaited = false;
            long now = ticker.getAsLong();
            long next = latestEnd;
            for (TaskRun task : tasks) {
                advance(task, now, latestEnd);
                if (task.isRunning()) {
                    awaited = true;
                    long deadline = task.deadline(latestEnd);
                    next = deadline - next < 0 ? deadline : next;
                } else if (now - latestEnd < 0 && !task.isOver()) {
                    awaited = true;
                }
            }
            if (awaited) {
                await(next - now);
            }
        }
    }

    private void advance(TaskRun task, long now, long latestEnd) {
        if (now - latestEnd < 0 && task.isReady()) {
            task.start(loader, ended::release);
        }
        if (task.isRunning()) {
            task.lookForExit();
        }
        if (task.isRunning() && now - task.deadline(latestEnd) >= 0) {
            task.cut();
        }
    }

    private void await(long nanos) {
        try {
            boolean unused =
                    ended.tryAcquire(Math.max(0, Math.min(nanos, LOOK)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt the shutdown; the loop looks at the time again.
        }
    }
}
