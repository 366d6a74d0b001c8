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
    private volatile @Nullable Work drained;
    private volatile long drainTook;

    Ledger(String reason, Settings settings, Tasks tasks, InFlight inFlight, LongSupplier ticker) {
        this.reason = reason;
        this.settings = settings;
        this.tasks = tasks;
        this.inFlight = inFlight;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
        this.atStart = inFlight.count();
    }

    /** The drain is over: what is in flight now is cut, unless it came after all had ended. */
    void drained(boolean allEnded) {
        drainTook = ticker.getAsLong() - begun;
        drained = allEnded ? work(0, List.of()) : work(inFlight.count(), inFlight.items());
    }

    /** From the beginning until the drain was over; until now if it is not. */
    long drainNanos() {
        return drained == null ? ticker.getAsLong() - begun : drainTook;
    }

    /** What was in flight when the drain was over. */
    long cut() {
        Work settled = drained;
        return settled == null ? 0 : settled.cut();
    }

    ShutdownReport report() {
        Work settled = drained;
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
                settled == null ? work(inFlight.count(), inFlight.items()) : settled);
    }

    private Work work(long cut, List<InFlight.Item> items) {
        return new Work(atStart, inFlight.lateArrivals(), inFlight.refused(), cut, items);
    }
}
