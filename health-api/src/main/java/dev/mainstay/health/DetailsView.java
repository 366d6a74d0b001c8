// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Masking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Builds the details that readers ask for, at most once a second while nothing is published. */
final class DetailsView {
    private record Cached(HealthDetails details, long at) {}

    private final Time time;
    private final Publisher publisher;
    private final AtomicReferenceArray<@Nullable Cached> cached =
            new AtomicReferenceArray<>(MonitorCore.OVERALL + 1);

    DetailsView(Time time, Publisher publisher) {
        this.time = time;
        this.publisher = publisher;
    }

    /** The last details of a board, if they are of this report and less than a second old. */
    @Nullable HealthDetails cached(int board, HealthReport report) {
        Cached last = cached.get(board);
        boolean usable =
                last != null
                        && last.details.report() == report
                        && time.nanos() - last.at < Durations.SECOND;
        return usable ? last.details : null;
    }

    /** Under the lock: builds a board's details. */
    HealthDetails build(int board, HealthReport report, Checks all) {
        long now = time.nanos();
        List<CheckDetails> checks = new ArrayList<>(report.checks().size());
        for (CheckReport row : report.checks()) {
            CheckEntry entry = all.get(row.name());
            checks.add(
                    entry != null
                            ? ofCheck(entry, now)
                            : CheckDetails.bare(row, masked(publisher.reason(row.name()))));
        }
        var details =
                new HealthDetails(
                        report,
                        Collections.unmodifiableList(checks),
                        history(board, report),
                        time.now(),
                        publisher.startedAt());
        cached.set(board, new Cached(details, now));
        return details;
    }

    private List<HealthChange> history(int board, HealthReport report) {
        List<HealthChange> all = publisher.history();
        return board == MonitorCore.OVERALL
                ? all
                : all.stream().filter(it -> report.check(it.name()).isPresent()).toList();
    }

    private static CheckDetails ofCheck(CheckEntry entry, long now) {
        Health outcome = entry.outcome;
        if (outcome == null) {
            return CheckDetails.bare(entry.row, "no outcome yet");
        }
        Execution stuck = entry.isStuck() ? entry.execution : null;
        return new CheckDetails(
                entry.row,
                entry.outcomeDate,
                Duration.ofNanos(entry.tookNanos),
                masked(message(entry, outcome, stuck, now)),
                values(outcome),
                stuck == null ? null : Duration.ofNanos(now - stuck.startedAt()),
                entry.state.failures(),
                entry.availability(now));
    }

    private static @Nullable String message(
            CheckEntry entry, Health outcome, @Nullable Execution stuck, long now) {
        if (entry.isOutdated(now)) {
            return Publisher.staleReason(entry, now);
        }
        String said = outcome.message().orElse(null);
        if (stuck == null) {
            return said;
        }
        String where = stuck.stuckAt() == null ? "" : " " + stuck.stuckAt();
        long seconds = (now - stuck.startedAt()) / Durations.SECOND;
        return said + ", stuck for " + seconds + "s" + where;
    }

    private static Map<String, Object> values(Health outcome) {
        var values = new LinkedHashMap<String, Object>(outcome.details());
        values.replaceAll((key, value) -> value instanceof String s ? Masking.mask(s) : value);
        return Collections.unmodifiableMap(values);
    }

    private static @Nullable String masked(@Nullable String text) {
        return text == null ? null : Masking.mask(text);
    }
}
