// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is published of a probe. The monitor hands out the same object until a published status, a
 * gate or the membership changes, so its identity may key a cache.
 *
 * <p>Immutable.
 */
public final class HealthReport {
    private final @Nullable Probe probe;
    private final Status status;
    private final Instant since;
    private final List<CheckReport> checks;

    /** Takes the rows, sorted by name, as its own. */
    HealthReport(@Nullable Probe probe, Status status, Instant since, CheckReport[] sorted) {
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
        requireNonNull(name, "name");
        int low = 0;
        int high = checks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            CheckReport candidate = checks.get(middle);
            int order = candidate.name().compareTo(name);
            if (order == 0) {
                return Optional.of(candidate);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return (probe == null ? "overall" : probe.name().toLowerCase(java.util.Locale.ROOT))
                + "="
                + status
                + " "
                + checks;
    }
}
