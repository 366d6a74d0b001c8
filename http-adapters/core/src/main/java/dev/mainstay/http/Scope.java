// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import org.jspecify.annotations.Nullable;

/** What a path asks about: one of the probes, or liveness and readiness together. */
enum Scope {
    LIVENESS(Probe.LIVENESS, "live", "livez"),
    READINESS(Probe.READINESS, "ready", "readyz"),
    STARTUP(Probe.STARTUP, "started", "startupz"),
    OVERALL(null, "", "healthz");

    private final @Nullable Probe probe;
    private final String path;
    private final String word;

    Scope(@Nullable Probe probe, String path, String word) {
        this.probe = probe;
        this.path = path;
        this.word = word;
    }

    /** The last segment of its path. */
    String path() {
        return path;
    }

    /** What Kubernetes calls it. */
    String word() {
        return word;
    }

    HealthReport report(HealthMonitor monitor) {
        return probe == null ? monitor.report() : monitor.report(probe);
    }

    HealthDetails details(HealthMonitor monitor) {
        return probe == null ? monitor.details() : monitor.details(probe);
    }

    /** Whether a status of one of its checks passes: a starting process is not restarted. */
    boolean passes(Status status) {
        return status.isPassing() || (this == LIVENESS && status == Status.UNKNOWN);
    }
}
