// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Compares a queue's depth from run to run, and with what its workers are at. */
final class QueueMotion {
    private final @Nullable WorkerRegistry workers;
    private final Duration stalledAfter;
    private final LongSupplier nanoTime;
    private @Nullable Sample last;

    QueueMotion(@Nullable WorkerRegistry workers, Duration stalledAfter, LongSupplier nanoTime) {
        this.workers = workers;
        this.stalledAfter = stalledAfter;
        this.nanoTime = nanoTime;
    }

    /** What the next run compares with: since when nothing was taken, if nothing was. */
    private record Sample(long at, long depth, long moves, long stillSince) {}

    /** What one run saw: how long nothing was taken, and how the depth changes, if it is known. */
    record Change(Duration still, @Nullable Double growthPerMinute) {
        Health addTo(Health health) {
            return growthPerMinute == null
                    ? health
                    : health.with("growthPerMinute", growthPerMinute);
        }
    }

    synchronized Change add(long depth) {
        Sample before = last;
        long at = nanoTime.getAsLong();
        long moves = workers == null ? 0 : workers.moves();
        if (before == null) {
            last = new Sample(at, depth, moves, at);
            return new Change(Duration.ZERO, null);
        }
        boolean still =
                before.depth > 0 && depth >= before.depth && moves == before.moves && nobodyBusy();
        last = new Sample(at, depth, moves, still ? before.stillSince : at);
        return new Change(
                Duration.ofNanos(at - last.stillSince),
                at == before.at ? null : perMinute(depth - before.depth, at - before.at));
    }

    void judge(Change change, long depth, Findings findings) {
        if (workers == null || change.still.compareTo(stalledAfter) < 0) {
            return;
        }
        List<String> reasons =
                workers.views().stream()
                        .filter(view -> view.alive())
                        .filter(view -> view.state() instanceof WorkerState.Waiting)
                        .map(view -> ((WorkerState.Waiting) view.state()).reason())
                        .distinct()
                        .toList();
        String what =
                "%d items wait and none was taken for %s, while "
                        .formatted(depth, Durations.seconds(change.still));
        if (reasons.isEmpty()) {
            findings.add(Status.DOWN, what + "no worker is busy");
        } else {
            findings.add(Status.DEGRADED, what + "workers wait for: " + String.join(", ", reasons));
        }
    }

    private boolean nobodyBusy() {
        return workers == null
                || workers.views().stream()
                        .noneMatch(
                                view -> view.alive() && view.state() instanceof WorkerState.Busy);
    }

    private static double perMinute(long items, long nanos) {
        return Math.round(items / (nanos / 60e9) * 10) / 10.0;
    }
}
