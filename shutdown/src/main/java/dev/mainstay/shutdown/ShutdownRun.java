// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Text;
import dev.mainstay.shutdown.ShutdownReport.Work;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A shutdown under way: the delay, the phases and the drain, one after another. Whatever fails or
 * hangs in one, the rest follows. It tells at any moment, without a lock, what it has come to.
 */
final class ShutdownRun {
    /** How often a wait looks whether it may end early. */
    private static final long LOOK = 20 * Durations.MILLISECOND;

    /** What has just ended may be on its way out still, as a container's page for an error is. */
    private static final long MOST_SETTLING = 250 * Durations.MILLISECOND;

    private final String reason;
    final AsyncLog log = new AsyncLog();
    private final ShutdownSettings settings;
    private final Tasks tasks;
    private final InFlight inFlight;
    private final Runnable closeHealth;
    private final LongSupplier ticker;
    private final long begun;
    private final long atStart;
    private final CountDownLatch skipped = new CountDownLatch(1);
    private volatile @Nullable Drained drained;

    /** What had become of the work when the drain was over. */
    private record Drained(long took, long ended, long cut, List<InFlight.Item> items) {}

    /** Begins the draining, so that each piece of work is in flight at the start or late. */
    ShutdownRun(
            String reason,
            ShutdownSettings settings,
            Tasks tasks,
            InFlight inFlight,
            Runnable closeHealth,
            LongSupplier ticker) {
        this.reason = reason;
        this.settings = settings;
        this.tasks = tasks;
        this.inFlight = inFlight;
        this.closeHealth = closeHealth;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
        this.atStart = inFlight.drain();
    }

    /** Blocks until it is over. */
    ShutdownReport run() {
        log.info(
                "shutdown ({}): {} in flight, at most {}",
                Text.oneLine(reason),
                inFlight.count(),
                Durations.show(settings.timeout()));
        awaitPropagation();
        inFlight.refuse();
        for (Phase phase : Phase.values()) {
            if (phase == Phase.WORK) {
                attempt("the drain", this::drain);
            }
            attempt(phase.name(), () -> run(phase));
        }
        ShutdownReport report = report();
        tell(report);
        return report;
    }

    /** Ends the waits that only are for others' good. */
    void skipWaiting() {
        skipped.countDown();
    }

    /** Returns the time from the beginning until the drain was over; until now if it is not. */
    long drainNanos() {
        return settled().took();
    }

    /** Returns how much was in flight when the drain was over; 0 before. */
    long cut() {
        Drained settled = drained;
        return settled == null ? 0 : settled.cut();
    }

    /** Reports on all up to now; what began after the drain is neither drained nor cut. */
    ShutdownReport report() {
        Drained now = settled();
        List<TaskReport> reports =
                tasks.all().stream()
                        .sorted(Comparator.comparing(it -> it.phase))
                        .map(TaskRun::report)
                        .toList();
        return new ShutdownReport(
                reason,
                Duration.ofNanos(ticker.getAsLong() - begun),
                Duration.ofNanos(settings.timeout()),
                reports,
                new Work(
                        atStart,
                        inFlight.lateArrivals(),
                        inFlight.refused(),
                        now.ended(),
                        now.cut(),
                        now.items()));
    }

    private void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (Throwable e) { // as when memory is short; what comes after is tried still
            log.write(Level.WARN, "shutdown: {} failed", what, e);
        }
    }

    private void run(Phase phase) {
        long end = begun + settings.latestEnd(phase, tasks.used());
        if (phase == Phase.CLIENTS) {
            // Checks of closed clients would fail, and tell so.
            attempt("closing the health monitor", closeHealth);
        }
        if (phase == Phase.LISTENERS && tasks.used().contains(phase)) {
            awaitQuiet(end);
        }
        for (TaskRun each : tasks.run(phase, end)) {
            log.info("shutdown: {}", each.report());
        }
    }

    private void awaitPropagation() {
        long end = begun + settings.delay();
        while (end - ticker.getAsLong() > 0
                && inFlight.quietFor().toNanos() < settings.quiet()
                && !isSkippedWithin(end)) {
            // The last condition waits.
        }
    }

    /** Waits until all work has ended or its time is over; what is in flight then counts as cut. */
    private void drain() {
        long end = begun + settings.latestEndOfDrain(tasks.used());
        boolean allEnded = isDrainedWithin(end);
        while (!allEnded && skipped.getCount() > 0 && end - ticker.getAsLong() > 0) {
            allEnded = isDrainedWithin(end);
        }
        drained = allEnded ? drained(0, List.of()) : drained(inFlight.count(), inFlight.items());
        log.info("shutdown: drained, {} in flight", inFlight.count());
    }

    /** Returns what became of the work at the end of the drain; if that is not over, up to now. */
    private Drained settled() {
        Drained settled = drained;
        return settled == null ? drained(inFlight.count(), inFlight.items()) : settled;
    }

    private Drained drained(long cut, List<InFlight.Item> items) {
        long late = inFlight.lateArrivals() - inFlight.refused();
        long ended = Math.max(0, atStart + late - cut);
        return new Drained(ticker.getAsLong() - begun, ended, cut, items);
    }

    /** Waits for last answers to leave; leaves the listeners half of their time at least. */
    private void awaitQuiet(long end) {
        long most = Math.min(MOST_SETTLING, Math.max(0, end - ticker.getAsLong()) / 2);
        try {
            if (skipped.getCount() > 0) {
                inFlight.awaitQuiet(Duration.ofNanos(most));
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt the shutdown.
        }
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

    private void tell(ShutdownReport report) {
        log.write(report.isClean() ? Level.INFO : Level.WARN, "{}", Log.lines(report));
        boolean told = log.flush(settings.exitReserve() / 2);
        log.end();
        if (report.isForced() && settings.endsProcess() && !told) {
            ProcessEnd.print(report.toString());
        }
    }
}
