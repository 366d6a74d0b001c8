// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.DaemonThreads;
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
    final long limit;
    final List<TaskRun> after;
    private final ShutdownTask task;
    private final @Nullable ClassLoader loader;
    private final LongSupplier ticker;
    private volatile State state = State.WAITING;
    private volatile @Nullable Thread thread;

    /** Times in nanoseconds; the end of a task that was cut is the time of the cut. */
    private record State(
            Outcome outcome,
            boolean running,
            long begun,
            long ended,
            @Nullable TaskFailure failure,
            List<StackTraceElement> stack) {
        static final State WAITING = new State(Outcome.NOT_RUN, false, 0, 0, null, List.of());

        static State running(long now) {
            return new State(Outcome.STUCK, true, now, now, null, List.of());
        }

        State over(
                Outcome how,
                long now,
                @Nullable TaskFailure thrown,
                List<StackTraceElement> where) {
            return new State(how, false, begun, now, thrown, where);
        }
    }

    TaskRun(
            Phase phase,
            String name,
            ShutdownTask task,
            long limit,
            List<TaskRun> after,
            @Nullable ClassLoader loader,
            LongSupplier ticker) {
        this.phase = phase;
        this.name = name;
        this.task = task;
        this.limit = limit;
        this.after = after;
        this.loader = loader;
        this.ticker = ticker;
    }

    boolean isReady() {
        return state.outcome == Outcome.NOT_RUN && after.stream().allMatch(TaskRun::isOver);
    }

    /** Tells whether nothing more is to be expected of it in time: it ended, or was cut. */
    boolean isOver() {
        State now = state;
        return now.outcome != Outcome.NOT_RUN && !now.running;
    }

    boolean isRunning() {
        return state.running;
    }

    /** Returns when its time is over. */
    long deadline(long latest) {
        long begun = state.begun;
        return limit < latest - begun ? begun + limit : latest;
    }

    /** Runs it on a thread of its own, so that one that blocks holds up nobody. */
    void start(Runnable whenEnded) {
        change(it -> State.running(ticker.getAsLong()));
        try {
            Thread made = DaemonThreads.of("mainstay-shutdown-" + name, () -> run(whenEnded));
            made.setContextClassLoader(loader);
            thread = made;
            made.start();
        } catch (Throwable e) { // no thread to be had
            end(TaskFailure.of(e));
        }
    }

    /** Notes what it is doing and interrupts it; called when its time is over. */
    void cut() {
        Thread running = thread;
        leave(Outcome.STUCK, where(running));
        if (running != null && isCut()) {
            running.interrupt();
        }
    }

    /** Ends the wait for a task that called {@code System.exit}: it waits for the shutdown. */
    void lookForExit() {
        List<StackTraceElement> where = where(thread);
        if (Stacks.isExiting(where)) {
            leave(Outcome.EXITED, where);
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
     * Returns a thread's stack down to the task: without the frames that call the task, and without
     * the classes that the JVM makes of lambdas, which an exception's stack does not show either.
     */
    private static List<StackTraceElement> where(@Nullable Thread thread) {
        return Stacks.of(thread).stream()
                .takeWhile(it -> !it.getClassName().equals(TaskRun.class.getName()))
                .filter(it -> !it.getClassName().contains("$$Lambda"))
                .toList();
    }

    private void run(Runnable whenEnded) {
        TaskFailure thrown = null;
        try {
            task.run();
        } catch (Throwable e) { // whatever it is, it is reported
            thrown = TaskFailure.of(e);
        }
        end(thrown);
        whenEnded.run();
    }

    private void end(@Nullable TaskFailure thrown) {
        Outcome inTime = thrown == null ? Outcome.DONE : Outcome.FAILED;
        long now = ticker.getAsLong();
        change(it -> it.over(it.running ? inTime : Outcome.TIMED_OUT, now, thrown, it.stack));
    }

    /** Notes how it is given up, unless it has ended; nobody waits for it from then on. */
    private void leave(Outcome how, List<StackTraceElement> where) {
        long now = ticker.getAsLong();
        change(it -> it.running ? it.over(how, now, null, where) : it);
    }

    private synchronized void change(UnaryOperator<State> change) {
        state = change.apply(state);
    }
}
