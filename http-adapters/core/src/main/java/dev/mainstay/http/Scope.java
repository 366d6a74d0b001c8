// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import java.util.Set;

/** What is asked about: one of the probes, in their order, or all of it. */
enum Scope {
    LIVENESS("live", "livez"),
    READINESS("ready", "readyz"),
    STARTUP("started", "startupz"),
    OVERALL("", "healthz");

    /**
     * The monitor's own rows, as that it is closed: no check of the application has such a name.
     */
    private static final String MONITORS_OWN = "mainstay";

    private final String path;
    private final String word;

    Scope(String path, String word) {
        this.path = path;
        this.word = word;
    }

    static Scope of(Probe probe) {
        return switch (probe) {
            case LIVENESS -> LIVENESS;
            case READINESS -> READINESS;
            case STARTUP -> STARTUP;
        };
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
        return switch (this) {
            case LIVENESS -> monitor.report(Probe.LIVENESS);
            case READINESS -> monitor.report(Probe.READINESS);
            case STARTUP -> monitor.report(Probe.STARTUP);
            case OVERALL -> monitor.report();
        };
    }

    HealthDetails details(HealthMonitor monitor) {
        return switch (this) {
            case LIVENESS -> monitor.details(Probe.LIVENESS);
            case READINESS -> monitor.details(Probe.READINESS);
            case STARTUP -> monitor.details(Probe.STARTUP);
            case OVERALL -> monitor.details();
        };
    }

    /** Whether a status of one of its checks passes: a starting process is not restarted. */
    boolean passes(Status status) {
        return status.isPassing() || (this == LIVENESS && status == Status.UNKNOWN);
    }

    static boolean isExcludable(CheckReport row) {
        return !row.isGate() && !row.name().startsWith(MONITORS_OWN);
    }

    /**
     * The status without some checks. Where the rows do not explain the published status the
     * monitor knows more than they say, and its word stands; so does startup, which is a latch.
     */
    Status without(Set<String> excluded, HealthMonitor monitor) {
        if (this == OVERALL) {
            Status live = LIVENESS.without(excluded, monitor);
            return live.worse(READINESS.without(excluded, monitor));
        }
        HealthReport report = report(monitor);
        boolean explained = worst(report, Set.of()) == report.status();
        return explained && this != STARTUP ? worst(report, excluded) : report.status();
    }

    private Status worst(HealthReport report, Set<String> excluded) {
        Status worst = Status.UP;
        for (CheckReport row : report.checks()) {
            Status weighed = row.impact().weigh(row.status());
            boolean counts = this != LIVENESS || weighed != Status.UNKNOWN;
            if (counts && !(excluded.contains(row.name()) && isExcludable(row))) {
                worst = worst.worse(weighed);
            }
        }
        return worst;
    }
}
