// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.shutdown.ShutdownReport.Work;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a shutdown has come to; tells it at any moment, without a lock. */
final class Ledger {
    final String reason;
    final long begun;
    private final Settings settings;
    private final Tasks tasks;
    private final InFlight inFlight;
    private final LongSupplier ticker;
    private final long atStart;
    private volatile @Nullable Drained drained;

    /** What became of the work when the drain was over. */
    private record Drained(long took, long ended, long cut, List<InFlight.Item> items) {}

    /** Begins the draining, so that each piece of work is in flight at the start or late. */
    Ledger(String reason, Settings settings, Tasks tasks, InFlight inFlight, LongSupplier ticker) {
        this.reason = reason;
        this.settings = settings;
        this.tasks = tasks;
        this.inFlight = inFlight;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
        this.atStart = inFlight.drain();
    }

    /** The drain is over: what is in flight now is cut, unless it came after all had ended. */
    void drained(boolean allEnded) {
        drained = allEnded ? drained(0, List.of()) : drained(inFlight.count(), inFlight.items());
    }

    /** From the beginning until the drain was over; until now if it is not. */
    long drainNanos() {
        Drained settled = drained;
        return settled == null ? ticker.getAsLong() - begun : settled.took();
    }

    /** What was in flight when the drain was over. */
    long cut() {
        Drained settled = drained;
        return settled == null ? 0 : settled.cut();
    }

    ShutdownReport report() {
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
                work());
    }

    /** Arrivals come until the end; what began after the drain is neither drained nor cut. */
    private Work work() {
        Drained settled = drained;
        Drained now = settled == null ? drained(inFlight.count(), inFlight.items()) : settled;
        return new Work(
                atStart,
                inFlight.lateArrivals(),
                inFlight.refused(),
                now.ended(),
                now.cut(),
                now.items());
    }

    private Drained drained(long cut, List<InFlight.Item> items) {
        long late = inFlight.lateArrivals() - inFlight.refused();
        return new Drained(
                ticker.getAsLong() - begun, Math.max(0, atStart + late - cut), cut, items);
    }
}
