// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The published state of a probe: its status, and those of its checks and gates. The monitor hands
 * out the same object until a published status, a gate or the membership changes, so its identity
 * may key a cache.
 *
 * <p>Immutable.
 */
public final class HealthReport {
    private final @Nullable Probe probe;
    private final Status status;
    private final Instant since;
    private final List<CheckReport> checks;

    /** Whether the status is the worst of the rows, and not the monitor's word. */
    private final boolean ofRows;

    /** The reports that the overall one is the worst of; none for a probe's. */
    private final List<HealthReport> parts;

    /** Takes the rows, sorted by name, as its own. */
    HealthReport(
            @Nullable Probe probe,
            Status status,
            Instant since,
            CheckReport[] sorted,
            boolean ofRows,
            List<HealthReport> parts) {
        this.ofRows = ofRows;
        this.parts = parts;
        this.probe = probe;
        this.status = status;
        this.since = since;
        this.checks = Collections.unmodifiableList(Arrays.asList(sorted));
    }

    /**
     * Returns the probe.
     *
     * @return the probe; empty for the overall report
     */
    public Optional<Probe> probe() {
        return Optional.ofNullable(probe);
    }

    /**
     * Returns the probe's status: the worst of its checks after their impact, and of its gates.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * Returns when the probe's status last changed.
     *
     * @return the time of the change
     */
    public Instant since() {
        return since;
    }

    /**
     * Returns the checks and gates.
     *
     * @return an unmodifiable list, sorted by name
     */
    public List<CheckReport> checks() {
        return checks;
    }

    /**
     * Finds one check or gate, in O(log n).
     *
     * @param name its name
     * @return the check, or empty if the probe has none of that name
     */
    public Optional<CheckReport> check(String name) {
        int index = indexOf(requireNonNull(name, "name"), checks);
        return index < 0 ? Optional.empty() : Optional.of(checks.get(index));
    }

    /**
     * Returns what the status would be without some checks. Gates and what the monitor says of
     * itself cannot be left out. For startup, which is a latch, and where the status is the
     * monitor's word and not its checks', as before the start, it is the status itself.
     *
     * @param names the checks to leave out; names that the report does not have change nothing
     * @return the status without them
     */
    public Status statusWithout(Set<String> names) {
        requireNonNull(names, "names");
        if (!parts.isEmpty()) {
            return parts.stream()
                    .map(part -> part.statusWithout(names))
                    .reduce(Status.UP, Status::worse);
        }
        if (!ofRows) {
            return status;
        }
        Status worst = Status.UP;
        for (CheckReport row : checks) {
            if (!(row.isExcludable() && names.contains(row.name()))) {
                worst = worst.worse(row.weighedFor(probe));
            }
        }
        return worst;
    }

    /** Where a name is in rows sorted by name, or {@code -(index + 1)} of where it would be. */
    static int indexOf(String name, List<CheckReport> sorted) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted.get(middle).name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -(low + 1);
    }

    /** Whether its status comes from where the given one's would. */
    boolean isFrom(boolean rows, List<HealthReport> reports) {
        return ofRows == rows && parts.equals(reports);
    }

    @Override
    public String toString() {
        return (probe == null ? "overall" : Text.of(probe)) + "=" + status + " " + checks;
    }
}
