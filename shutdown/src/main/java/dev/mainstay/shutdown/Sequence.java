// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a shutdown, one after another; whatever fails or hangs in one, the rest follows.
 */
final class Sequence {
    /** How often a wait looks whether it may end early. */
    private static final long LOOK = 20_000_000L;

    /** What has just ended may be on its way out still, as a container's page for an error is. */
    private static final long QUIET = 50_000_000L;

    private static final long MOST_SETTLING = 250_000_000L;

    private final Runnable closeHealth;
    private final Settings settings;
    private final Tasks tasks;
    private final InFlight inFlight;
    private final LongSupplier ticker;
    private final @Nullable ClassLoader loader;
    private final CountDownLatch skipped = new CountDownLatch(1);

    Sequence(
            Runnable closeHealth,
            Settings settings,
            Tasks tasks,
            InFlight inFlight,
            LongSupplier ticker) {
        this.closeHealth = closeHealth;
        this.settings = settings;
        this.tasks = tasks;
        this.inFlight = inFlight;
        this.ticker = ticker;
        this.loader = Thread.currentThread().getContextClassLoader();
    }

    /** Ends the waits that only are for others' good. */
    void skipWaiting() {
        skipped.countDown();
    }

    void run(Ledger ledger, Journal journal) {
        awaitPropagation(ledger.begun + settings.delay());
        inFlight.refuse();
        for (Stage stage : Stage.values()) {
            try {
                run(stage, ledger, journal);
            } catch (Throwable e) { // as when memory is short; the later stages are tried still
                journal.warn("shutdown: stage " + stage + " failed", e);
            }
        }
    }

    private void run(Stage stage, Ledger ledger, Journal journal) {
        Phase phase = stage.phase();
        long end = ledger.begun + settings.budget().latestEnd(stage, tasks.used());
        if (phase == null) {
            ledger.drained(awaitDrain(end));
            journal.info("shutdown: drained, " + inFlight.count() + " in flight");
            return;
        }
        if (phase == Phase.CLIENTS) {
            // Checks of closed clients would fail, and tell so.
            closeHealth(journal);
        }
        if (phase == Phase.LISTENERS && tasks.used().contains(phase)) {
            settle(end);
        }
        List<TaskRun> planned = tasks.begin(phase);
        new PhaseRun(planned, ticker, loader).run(end);
        for (TaskRun each : planned) {
            TaskReport report = each.report();
            journal.info(() -> "shutdown: " + ReportText.task(report));
        }
    }

    private void closeHealth(Journal journal) {
        try {
            closeHealth.run();
        } catch (RuntimeException | Error e) {
            journal.warn("shutdown: the health monitor cannot be closed", e);
        }
    }

    private void awaitPropagation(long end) {
        while (end - ticker.getAsLong() > 0 && !isSkippedWithin(end) && !isQuiet()) {
            // The conditions wait.
        }
    }

    /** Leaves the listeners half of their time at least. */
    private void settle(long end) {
        long now = ticker.getAsLong();
        long latest = now + Math.min(MOST_SETTLING, (end - now) / 2);
        while (inFlight.quietFor().toNanos() < QUIET
                && latest - ticker.getAsLong() > 0
                && !isSkippedWithin(latest)) {
            // The last condition waits.
        }
    }

    private boolean awaitDrain(long end) {
        while (!isDrainedWithin(end)) {
            if (skipped.getCount() == 0 || end - ticker.getAsLong() <= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isQuiet() {
        return inFlight.quietFor().toNanos() >= settings.quiet();
    }

    private boolean isSkippedWithin(long end) {
        try {
            return skipped.await(slice(end), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false; // nobody has a reason to interrupt the shutdown
        }
    }

    private boolean isDrainedWithin(long end) {
        try {
            return inFlight.awaitZero(Duration.ofNanos(slice(end)));
        } catch (InterruptedException e) {
            return false; // nobody has a reason to interrupt the shutdown
        }
    }

    private long slice(long end) {
        return Math.max(0, Math.min(LOOK, end - ticker.getAsLong()));
    }
}
