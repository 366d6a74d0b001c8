// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static dev.mainstay.internal.Durations.show;
import static dev.mainstay.internal.Text.oneLine;

import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Text;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.util.ArrayList;
import java.util.function.Predicate;

/** A report for people, in lines, masked. Without {@code %d}, whose first use loads locales. */
final class ReportText {
    private static final int MOST_FRAMES = 30;
    private static final int MOST_ITEMS = 20;

    private ReportText() {}

    static String of(ShutdownReport report) {
        var lines = new ArrayList<String>();
        lines.add(headline(report));
        lines.add(work(report));
        report.cutItems().stream()
                .limit(MOST_ITEMS)
                .map(it -> "    %s, for %s".formatted(oneLine(it.name()), show(it.age())))
                .forEach(lines::add);
        for (TaskReport task : report.tasks()) {
            lines.add(task(task));
            lines.addAll(Stacks.lines(task.stack(), MOST_FRAMES));
            TaskFailure failure = task.failure();
            if (failure != null) {
                lines.addAll(failure.lines());
            }
        }
        return Masking.maskLines(String.join("\n", lines));
    }

    static String task(TaskReport task) {
        TaskFailure failure = task.failure();
        String cause = failure == null ? "" : ": " + failure.words();
        return "%-10s %s: %s%s".formatted(task.phase(), task.name(), words(task), cause);
    }

    private static String headline(ShutdownReport report) {
        String how =
                report.isClean()
                        ? "clean"
                        : "%s cut short, %s failed, %s in flight cut"
                                .formatted(
                                        tasks(report, TaskReport::isCut),
                                        tasks(report, it -> it.outcome() == Outcome.FAILED),
                                        report.cut());
        return "shutdown (%s) took %s of %s: %s"
                .formatted(
                        oneLine(report.reason()), show(report.took()), show(report.timeout()), how);
    }

    private static String work(ShutdownReport report) {
        return "in flight: %s at the start, %s late (%s refused), %s drained, %s cut"
                .formatted(
                        report.inFlightAtStart(),
                        report.lateArrivals(),
                        report.refused(),
                        report.drained(),
                        report.cut());
    }

    private static String words(TaskReport task) {
        String took = show(task.took());
        return switch (task.outcome()) {
            case NOT_RUN -> "not run, no time was left";
            case STUCK -> "stuck for " + took;
            case TIMED_OUT -> "timed out, ended after " + took;
            case EXITED -> "called System.exit after " + took;
            case DONE, FAILED -> Text.of(task.outcome()) + " in " + took;
        };
    }

    private static String tasks(ShutdownReport report, Predicate<TaskReport> counted) {
        long count = report.tasks().stream().filter(counted).count();
        return count == 1 ? "1 task" : count + " tasks";
    }
}
