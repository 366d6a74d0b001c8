// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The plan of a shutdown in words, and what is wrong with it. */
record Explanation(
        Settings settings, Tasks tasks, List<String> unhandled, @Nullable String logging) {

    /** The last, or null: what is said of the logging framework. */
    static Explanation of(Settings settings, Tasks tasks, List<String> unhandled) {
        return new Explanation(settings, tasks, List.copyOf(unhandled), LoggingHooks.warning());
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add(
                "shutdown within %s, %s"
                        .formatted(
                                Nanos.show(settings.timeout()), settings.platform().kind().words));
        lines.add("begins     " + beginnings());
        lines.add("at once    readiness is DOWN, liveness UP; new work is a late arrival");
        lines.add(
                "%-10s %s, still serving%s"
                        .formatted("delay", Nanos.show(settings.delay()), quiet()));
        for (Stage stage : Stage.values()) {
            lines.add(line(stage, tasks.used()));
        }
        lines.add("exit       " + exit());
        lines.add("worst case: " + Nanos.show(worstCase()));
        warnings().forEach(it -> lines.add("warning: " + it));
        return String.join("\n", lines);
    }

    List<String> warnings() {
        var warnings = new ArrayList<String>();
        Platform platform = settings.platform();
        if (platform.isGraceMalformed()) {
            warnings.add(
                    "TERMINATION_GRACE_SECONDS must be a whole number of seconds, but was '%s'"
                            .formatted(platform.declaredGrace()));
        }
        Platform.Grace grace = platform.grace();
        Duration worst = Duration.ofNanos(worstCase());
        if (grace != null && settings.endsProcess() && worst.compareTo(grace.time()) >= 0) {
            warnings.add(
                    "the worst case of %s is not below the grace period of %s (%s): the process"
                                    .formatted(
                                            Nanos.show(worst),
                                            Nanos.show(grace.time()),
                                            grace.source())
                            + " would be killed first");
        }
        warnings.addAll(unhandled);
        if (logging != null && settings.endsProcess()) {
            warnings.add(logging);
        }
        return warnings;
    }

    /** A halt comes when the last words are written, or could not be. */
    private long worstCase() {
        return settings.timeout() + (settings.endsProcess() ? Watchdog.PRINTING : 0);
    }

    private String beginnings() {
        if (!settings.endsProcess()) {
            return "on request";
        }
        return (settings.signals() ? "on SIGTERM, SIGINT, " : "on ") + "request or exit of the JVM";
    }

    private String quiet() {
        return settings.quiet() == Long.MAX_VALUE
                ? ""
                : ", or until nothing arrived or ended for " + Nanos.show(settings.quiet());
    }

    private String line(Stage stage, Set<Phase> used) {
        Phase phase = stage.phase();
        String until = "until " + Nanos.show(settings.budget().latestEnd(stage, used));
        if (phase == null) {
            return "%-10s %s, what is in flight ends".formatted("drain", until);
        }
        List<TaskRun> planned = tasks.of(phase);
        return planned.isEmpty()
                ? "%-10s -".formatted(phase)
                : "%-10s %s: %s"
                        .formatted(
                                phase,
                                until,
                                planned.stream()
                                        .map(Explanation::words)
                                        .collect(Collectors.joining(", ")));
    }

    private static String words(TaskRun task) {
        String limit = task.limit() == Long.MAX_VALUE ? "" : " " + Nanos.show(task.limit());
        String after =
                task.after().isEmpty()
                        ? ""
                        : task.after().stream()
                                .map(it -> it.name)
                                .collect(Collectors.joining(", ", " (after ", ")"));
        return task.name + limit + after;
    }

    private String exit() {
        if (!settings.endsProcess()) {
            return "none, the process goes on";
        }
        return "%s code, or %d if something was cut short; halted at %s"
                .formatted(
                        settings.cleanCode() == Settings.JVM_CODE
                                ? "the JVM's"
                                : settings.cleanCode() + " if clean, else the JVM's",
                        Settings.FORCED,
                        Nanos.show(settings.timeout()));
    }
}
