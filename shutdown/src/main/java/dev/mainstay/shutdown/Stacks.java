// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What threads are doing. */
final class Stacks {
    private static final int MOST_THREADS = 10;
    private static final int MOST_FRAMES = 8;
    private static final String SHUTDOWN = "java.lang.Shutdown";

    private Stacks() {}

    static List<StackTraceElement> of(@Nullable Thread thread) {
        return thread == null ? List.of() : List.of(thread.getStackTrace());
    }

    /** The thread on whose behalf the JVM exits, if it can be found. */
    static Optional<String> exitingThread() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> isExiting(List.of(it.getValue())))
                .map(Map.Entry::getKey)
                .map(Thread::getName)
                .findFirst();
    }

    /** The threads that may keep the JVM from exiting, as other libraries' hooks. */
    static String ofOthers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> !it.getKey().isDaemon())
                .filter(it -> !it.getKey().getName().startsWith("mainstay-"))
                .limit(MOST_THREADS)
                .map(it -> "thread '" + it.getKey().getName() + "'\n" + lines(it.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** Whether its thread has called {@code System.exit}: it never returns from there. */
    static boolean isExiting(List<StackTraceElement> stack) {
        for (StackTraceElement it : stack) {
            if (it.getClassName().equals(SHUTDOWN) && it.getMethodName().equals("exit")) {
                return true;
            }
        }
        return false;
    }

    /** The innermost calls, as lines of a report. */
    static List<String> lines(List<StackTraceElement> stack, int most) {
        return stack.stream().limit(most).map(Stacks::line).toList();
    }

    /** Without the loader and the module, which are in the way of the names. */
    private static String line(StackTraceElement it) {
        return "    at "
                + new StackTraceElement(
                        it.getClassName(),
                        it.getMethodName(),
                        it.getFileName(),
                        it.getLineNumber());
    }

    private static String lines(StackTraceElement[] stack) {
        return String.join("\n", lines(List.of(stack), MOST_FRAMES));
    }
}
