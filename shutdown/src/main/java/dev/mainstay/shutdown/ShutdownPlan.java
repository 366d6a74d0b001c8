// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static dev.mainstay.internal.Durations.show;

import dev.mainstay.internal.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The plan of a shutdown in words, and what is wrong with it.
 *
 * @param signals what is wrong with the signals
 * @param logging what is wrong with the logging framework, if anything
 */
record ShutdownPlan(
        ShutdownSettings settings, Tasks tasks, List<String> signals, @Nullable String logging) {
    private static final String WHEN =
            " when the JVM exits by itself (System.exit, or a signal that is left to it), so the"
                    + " last lines of a shutdown may be lost then";

    static ShutdownPlan of(ShutdownSettings settings, Tasks tasks, List<String> signals) {
        String factory = LoggerFactory.getILoggerFactory().getClass().getName();
        return new ShutdownPlan(settings, tasks, signals, logging(factory, System::getProperty));
    }

    String text() {
        var lines = new ArrayList<String>();
        String where = settings.platform().kind().words;
        lines.add("shutdown within %s, %s".formatted(show(settings.timeout()), where));
        lines.add("begins     " + beginnings());
        lines.add("at once    readiness is DOWN, liveness UP; new work is a late arrival");
        lines.add("delay      " + show(settings.delay()) + ", still serving" + quiet());
        for (Phase phase : Phase.values()) {
            if (phase == Phase.WORK) {
                long until = settings.latestEndOfDrain(tasks.used());
                lines.add("drain      until " + show(until) + ", what is in flight ends");
            }
            lines.add("%-10s %s".formatted(phase, line(phase)));
        }
        lines.add("exit       " + exit());
        lines.add("worst case: " + show(worstCase()));
        warnings().forEach(it -> lines.add("warning: " + it));
        return Masking.maskLines(String.join("\n", lines));
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
        if (grace != null && settings.endsProcess() && worstCase() >= grace.time().toNanos()) {
            warnings.add(
                    ("the worst case of %s is not below the grace period of %s (%s): the process"
                                    + " would be killed first")
                            .formatted(show(worstCase()), show(grace.time()), grace.source()));
        }
        warnings.addAll(signals);
        if (logging != null && settings.endsProcess()) {
            warnings.add(logging);
        }
        return warnings;
    }

    /**
     * Of a framework that stops logging from a JVM hook of its own, beside ours; null of others.
     */
    static @Nullable String logging(String factory, UnaryOperator<@Nullable String> property) {
        if (factory.startsWith("org.apache.logging.slf4j.")) {
            boolean off =
                    "false".equalsIgnoreCase(property.apply("log4j2.shutdownHookEnabled"))
                            || "false"
                                    .equalsIgnoreCase(property.apply("log4j.shutdownHookEnabled"));
            return off
                    ? null
                    : "Log4j stops logging"
                            + WHEN
                            + "; set shutdownHook=\"disable\" in its configuration, or"
                            + " -Dlog4j2.shutdownHookEnabled=false";
        }
        if (factory.startsWith("org.slf4j.jul.")) {
            return "java.util.logging resets its handlers" + WHEN + "; it has no setting for this";
        }
        return null;
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
                : ", or until nothing arrived or ended for " + show(settings.quiet());
    }

    private String line(Phase phase) {
        List<TaskRun> planned = tasks.of(phase);
        if (planned.isEmpty()) {
            return "-";
        }
        String until = show(settings.latestEnd(phase, tasks.used()));
        return planned.stream()
                .map(ShutdownPlan::words)
                .collect(Collectors.joining(", ", "until " + until + ": ", ""));
    }

    private static String words(TaskRun task) {
        String limit = task.limit == Long.MAX_VALUE ? "" : " " + show(task.limit);
        String after = task.after.stream().map(it -> it.name).collect(Collectors.joining(", "));
        return task.name + limit + (after.isEmpty() ? "" : " (after " + after + ")");
    }

    private String exit() {
        if (!settings.endsProcess()) {
            return "none, the process goes on";
        }
        return "%s code, or %d if something was cut short; halted at %s"
                .formatted(
                        settings.cleanCode() == ShutdownSettings.JVM_CODE
                                ? "the JVM's"
                                : settings.cleanCode() + " if clean, else the JVM's",
                        ShutdownSettings.FORCED,
                        show(settings.timeout()));
    }
}
