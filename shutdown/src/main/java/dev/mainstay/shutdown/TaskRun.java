// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.shutdown.TaskReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A registered task and its one run. Thread-safe. */
final class TaskRun {
    final Phase phase;
    final String name;
    private final ShutdownTask task;
    private final long limit;
    private final List<TaskRun> after;
    private final LongSupplier ticker;
    private volatile State state = State.WAITING;
    private volatile @Nullable Thread thread;

    /** Times in nanoseconds; the end of a task that was cut is the time of the cut. */
    private record State(
            Outcome outcome,
            boolean running,
            long begun,
            long ended,
            @Nullable Failure failure,
            List<StackTraceElement> stack) {
        static final State WAITING = new State(Outcome.NOT_RUN, false, 0, 0, null, List.of());

        static State running(long now) {
            return new State(Outcome.STUCK, true, now, now, null, List.of());
        }

        State cut(long now, List<StackTraceElement> where) {
            return new State(Outcome.STUCK, false, begun, now, null, where);
        }

        State exited(long now, List<StackTraceElement> where) {
            return new State(Outcome.EXITED, false, begun, now, null, where);
        }

        State ended(long now, @Nullable Failure thrown) {
            if (!running) {
                return new State(Outcome.TIMED_OUT, false, begun, now, thrown, stack);
            }
            Outcome how = thrown == null ? Outcome.DONE : Outcome.FAILED;
            return new State(how, false, begun, now, thrown, stack);
        }
    }

    TaskRun(
            Phase phase,
            String name,
            ShutdownTask task,
            long limit,
            List<TaskRun> after,
            LongSupplier ticker) {
        this.phase = phase;
        this.name = name;
        this.task = task;
        this.limit = limit;
        this.after = after;
        this.ticker = ticker;
    }

    boolean isReady() {
        return state.outcome == Outcome.NOT_RUN && after.stream().allMatch(TaskRun::isOver);
    }

    /** Whether nothing more is to be expected of it in time: it ended, or was cut. */
    boolean isOver() {
        State now = state;
        return now.outcome != Outcome.NOT_RUN && !now.running;
    }

    boolean isRunning() {
        return state.running;
    }

    /** When its time is over. */
    long deadline(long latest) {
        long begun = state.begun;
        return limit < latest - begun ? begun + limit : latest;
    }

    long limit() {
        return limit;
    }

    List<TaskRun> after() {
        return after;
    }

    /** Runs it on a thread of its own, so that one that blocks holds up nobody. */
    void start(@Nullable ClassLoader loader, Runnable whenEnded) {
        change(it -> State.running(ticker.getAsLong()));
        try {
            var made = new Thread(() -> run(whenEnded), "mainstay-shutdown-" + name);
            made.setDaemon(true);
            made.setContextClassLoader(loader);
            thread = made;
            made.start();
        } catch (Throwable e) { // no thread to be had
            end(Failure.of(e));
        }
    }

    /** Its time is over: notes what it is doing, and interrupts it. */
    void cut() {
        Thread running = thread;
        List<StackTraceElement> where = where(running);
        long now = ticker.getAsLong();
        change(it -> it.running ? it.cut(now, where) : it);
        if (running != null && isCut()) {
            running.interrupt();
        }
    }

    /** A task that called {@code System.exit} waits for this very shutdown. */
    void lookForExit() {
        List<StackTraceElement> where = where(thread);
        if (Stacks.isExiting(where)) {
            long now = ticker.getAsLong();
            change(it -> it.running ? it.exited(now, where) : it);
        }
    }

    boolean isCut() {
        State now = state;
        return now.outcome == Outcome.STUCK && !now.running;
    }

    boolean isOn(Thread asking) {
        return thread == asking;
    }

    TaskReport report() {
        State now = state;
        List<StackTraceElement> stack = now.stack;
        long end = now.ended;
        if (now.outcome == Outcome.STUCK) {
            List<StackTraceElement> current = where(thread);
            stack = current.isEmpty() ? stack : current;
            end = ticker.getAsLong();
        }
        var took = Duration.ofNanos(end - now.begun);
        return new TaskReport(phase, name, now.outcome, took, now.failure, stack);
    }

    /**
     * Without what is below the task, and not its own; and without the classes that the JVM makes
     * of lambdas, which an exception's stack does not show either.
     */
    private static List<StackTraceElement> where(@Nullable Thread thread) {
        return Stacks.of(thread).stream()
                .takeWhile(it -> !it.getClassName().equals(TaskRun.class.getName()))
                .filter(it -> !it.getClassName().contains("$$Lambda"))
                .toList();
    }

    private void run(Runnable whenEnded) {
        Failure thrown = null;
        try {
            task.run();
        } catch (Throwable e) { // whatever it is, it is reported
            thrown = Failure.of(e);
        }
        end(thrown);
        whenEnded.run();
    }

    private void end(@Nullable Failure thrown) {
        long now = ticker.getAsLong();
        change(it -> it.ended(now, thrown));
    }

    private synchronized void change(UnaryOperator<State> change) {
        state = change.apply(state);
    }
}
