// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a task of the shutdown went. Its {@link #toString()} is its line of the whole report.
 *
 * <p>Immutable.
 */
public final class TaskReport {
    private final Phase phase;
    private final String name;
    private final Outcome outcome;
    private final Duration took;
    private final @Nullable TaskFailure failure;
    private final List<StackTraceElement> stack;

    /** How a task ended, if it did. */
    public enum Outcome {
        /** It returned in time. */
        DONE,
        /** It threw in time. */
        FAILED,
        /** It was interrupted when its time was over, and then came back. */
        TIMED_OUT,
        /** It was interrupted when its time was over, and has not come back. */
        STUCK,
        /** It called {@code System.exit}, which never returns. */
        EXITED,
        /** There was no time for it. */
        NOT_RUN
    }

    TaskReport(
            Phase phase,
            String name,
            Outcome outcome,
            Duration took,
            @Nullable TaskFailure failure,
            List<StackTraceElement> stack) {
        this.phase = phase;
        this.name = name;
        this.outcome = outcome;
        this.took = took;
        this.failure = failure;
        this.stack = List.copyOf(stack);
    }

    /**
     * Returns the phase.
     *
     * @return the phase that the task was registered for
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Returns the name.
     *
     * @return the name that the task was registered under
     */
    public String name() {
        return name;
    }

    /**
     * Returns how it ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns how long it ran.
     *
     * @return the time until its end, or until now if it is stuck; zero if it did not run
     */
    public Duration took() {
        return took;
    }

    /**
     * Returns what it threw, also after its time was over, as it was thrown: its own words may hold
     * credentials, which are masked in the text of the report.
     *
     * @return the exception or error; empty if it threw nothing
     */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(failure).map(TaskFailure::thrown);
    }

    /**
     * Returns what it was doing when its time was over, or when it called {@code System.exit}.
     *
     * @return the stack of its thread, the innermost call first; empty if it returned or threw in
     *     time
     */
    public List<StackTraceElement> stack() {
        return stack;
    }

    @Override
    public String toString() {
        return ReportText.task(this);
    }

    @Nullable TaskFailure failure() {
        return failure;
    }

    boolean isCut() {
        return outcome == Outcome.TIMED_OUT
                || outcome == Outcome.STUCK
                || outcome == Outcome.NOT_RUN;
    }
}
