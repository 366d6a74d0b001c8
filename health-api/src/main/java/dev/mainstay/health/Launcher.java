// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Log;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Hands runs to the threads that run them, and interrupts those that take too long. */
final class Launcher {
    private static final Log LOG = Log.of(HealthMonitor.class);

    private final CheckThreads threads;
    private final @Nullable Executor executor;
    private volatile boolean closed;
    private boolean starved;

    Launcher(CheckThreads threads, @Nullable Executor executor) {
        this.threads = threads;
        this.executor = executor;
    }

    /** Whether the executor is somebody else's, and may lose a run. */
    boolean isForeign() {
        return executor != null;
    }

    /** To be called each round, also with no runs. */
    void launch(List<Execution> launches, Refusals refused) {
        if (executor == null) {
            try {
                threads.run(launches);
                starved = false;
            } catch (Throwable t) {
                noThread(t);
            }
            return;
        }
        for (Execution execution : launches) {
            try {
                executor.execute(execution);
            } catch (Throwable t) {
                String why = t.getClass().getSimpleName();
                refused.rejected(execution, "the executor rejected the run: " + why);
            }
        }
    }

    /**
     * Captures where an overdue run is and interrupts it: on a thread of the pool, because an
     * interrupt closes the channel that the run reads, and closing may itself block.
     */
    void giveUp(Execution execution) {
        try {
            execution.captureStack();
            if (execution.entry.settings.interruptOnTimeout()) {
                threads.runNow(execution::interrupt);
            }
        } catch (Throwable t) {
            noThread(t);
        }
    }

    void close() {
        closed = true;
        threads.close();
    }

    /** What needed a thread waits, or is left undone; said once until there are threads again. */
    private void noThread(Throwable failure) {
        if (!starved && !closed) {
            starved = true;
            LOG.warn("no thread can be made for the runs of checks", failure);
        }
    }

    /** Takes the runs that were never begun. */
    @FunctionalInterface
    interface Refusals {
        void rejected(Execution execution, String why);
    }
}
