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

    void run(long latestEnd) {
        while (true) {
            long now = ticker.getAsLong();
            if (now - latestEnd < 0) {
                tasks.stream()
                        .filter(TaskRun::isReady)
                        .forEach(it -> it.start(loader, ended::release));
            }
            tasks.stream().filter(TaskRun::isRunning).forEach(TaskRun::lookForExit);
            tasks.stream()
                    .filter(TaskRun::isRunning)
                    .filter(it -> now - it.deadline(latestEnd) >= 0)
                    .forEach(TaskRun::cut);
            if (tasks.stream().noneMatch(it -> isAwaited(it, now - latestEnd < 0))) {
                return;
            }
            await(nextDeadline(latestEnd) - now);
        }
    }

    private static boolean isAwaited(TaskRun task, boolean timeLeft) {
        return task.isRunning() || (timeLeft && !task.isOver());
    }

    private long nextDeadline(long latestEnd) {
        return tasks.stream()
                .filter(TaskRun::isRunning)
                .mapToLong(it -> it.deadline(latestEnd))
                .reduce(latestEnd, (a, b) -> a - b < 0 ? a : b);
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
