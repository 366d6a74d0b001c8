// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A report for people, in lines. Without {@code %d}, whose first use loads locales. */
final class ReportText {
    private static final int MOST_FRAMES = 30;
    private static final int MOST_FRAMES_OF_CAUSE = 5;
    private static final int MOST_CAUSES = 3;
    private static final int MOST_ITEMS = 20;
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s]*@");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private ReportText() {}

    static String of(ShutdownReport report) {
        var lines = new ArrayList<String>();
        lines.add(headline(report));
        lines.add(work(report));
        report.cutItems().stream()
                .limit(MOST_ITEMS)
                .map(it -> "    %s, for %s".formatted(oneLine(it.name()), Nanos.show(it.age())))
                .forEach(lines::add);
        for (TaskReport task : report.tasks()) {
            lines.add(task(task));
            lines.addAll(frames(task.stack(), MOST_FRAMES));
            Failure failure = task.failure();
            if (failure != null) {
                lines.addAll(failure.lines());
            }
        }
        return String.join("\n", lines);
    }

    private static String headline(ShutdownReport report) {
        long cut = report.tasks().stream().filter(TaskReport::isCut).count();
        long failed =
                report.tasks().stream()
                        .filter(it -> it.outcome() == TaskReport.Outcome.FAILED)
                        .count();
        String how =
                report.isClean()
                        ? "clean"
                        : "%s cut short, %s failed, %s in flight cut"
                                .formatted(tasks(cut), tasks(failed), report.cut());
        return "shutdown (%s) took %s of %s: %s"
                .formatted(
                        oneLine(report.reason()),
                        Nanos.show(report.took()),
                        Nanos.show(report.timeout()),
                        how);
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

    static String task(TaskReport task) {
        Failure failure = task.failure();
        String cause = failure == null ? "" : ": " + failure.words();
        return "%-10s %s: %s%s".formatted(task.phase(), task.name(), words(task), cause);
    }

    /** Where it was thrown, and what had been thrown before; as far as it lets itself be asked. */
    static void addCauses(List<String> lines, Throwable thrown) {
        try {
            lines.addAll(frames(List.of(thrown.getStackTrace()), MOST_FRAMES_OF_CAUSE));
            Throwable cause = thrown.getCause();
            for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
                lines.add("    caused by " + describe(cause));
                lines.addAll(frames(List.of(cause.getStackTrace()), MOST_FRAMES_OF_CAUSE));
                cause = cause.getCause();
            }
        } catch (RuntimeException | Error e) {
            lines.add("    (its stack cannot be told: " + e.getClass().getName() + ")");
        }
    }

    private static String words(TaskReport task) {
        String outcome = task.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String took = Nanos.show(task.took());
        return switch (task.outcome()) {
            case NOT_RUN -> "not run, no time was left";
            case STUCK -> "stuck for " + took;
            case TIMED_OUT -> "timed out, ended after " + took;
            case EXITED -> "called System.exit after " + took;
            case DONE, FAILED -> outcome + " in " + took;
        };
    }

    /** A cause may be anything, also one whose own words throw. */
    static String describe(Throwable cause) {
        try {
            String text = oneLine(cause.toString());
            return USER_INFO.matcher(text).replaceAll("***@");
        } catch (Throwable e) {
            return cause.getClass().getName();
        }
    }

    static String oneLine(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }

    static List<String> frames(List<StackTraceElement> stack, int most) {
        return stack.stream().limit(most).map(ReportText::frame).toList();
    }

    /** Without the loader and the module, which are in the way of the names. */
    private static String frame(StackTraceElement it) {
        return "    at "
                + new StackTraceElement(
                        it.getClassName(),
                        it.getMethodName(),
                        it.getFileName(),
                        it.getLineNumber());
    }

    private static String tasks(long count) {
        return count == 1 ? "1 task" : count + " tasks";
    }
}
