// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.time.Duration;
import java.util.List;

/**
 * How a shutdown went: each task, and the work that was in flight.
 *
 * <p>Its {@link #toString()} is what is logged, and printed to the standard error stream before the
 * process is halted. Immutable.
 */
public final class ShutdownReport {
    private final String reason;
    private final Duration took;
    private final Duration timeout;
    private final List<TaskReport> tasks;
    private final Work work;

    /** What became of the work in flight. */
    record Work(
            long atStart,
            long late,
            long refused,
            long drained,
            long cut,
            List<InFlight.Item> items) {}

    ShutdownReport(
            String reason, Duration took, Duration timeout, List<TaskReport> tasks, Work work) {
        this.reason = reason;
        this.took = took;
        this.timeout = timeout;
        this.tasks = List.copyOf(tasks);
        this.work = work;
    }

    /**
     * Returns why the process was shut down.
     *
     * @return the signal, or what was given to {@link ShutdownCoordinator#requestShutdown}
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns how long it took.
     *
     * @return the time from the request to this report
     */
    public Duration took() {
        return took;
    }

    /**
     * Returns how long it might have taken.
     *
     * @return the timeout of the coordinator
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Returns how the tasks went.
     *
     * @return one for each registered task, by phase
     */
    public List<TaskReport> tasks() {
        return tasks;
    }

    /**
     * Returns how much work was in flight when the shutdown began.
     *
     * @return requests and jobs; 0 or more
     */
    public long inFlightAtStart() {
        return work.atStart();
    }

    /**
     * Returns how much work ended while it was waited for, that of late arrivals included.
     *
     * @return requests and jobs; 0 or more
     */
    public long drained() {
        return work.drained();
    }

    /**
     * Returns how much work had not ended when the drain was over.
     *
     * @return requests and jobs; 0 or more
     */
    public long cut() {
        return work.cut();
    }

    /**
     * Returns the cut work that has a name.
     *
     * @return the items, oldest first
     */
    public List<InFlight.Item> cutItems() {
        return work.items();
    }

    /**
     * Returns how much work arrived since the shutdown began, until this report, whether it was
     * taken or refused. What was taken after the drain was over is neither drained nor cut.
     *
     * @return requests and jobs; 0 or more
     */
    public long lateArrivals() {
        return work.late();
    }

    /**
     * Returns how much work was refused since the shutdown began; it is among the late arrivals.
     *
     * @return requests and jobs; 0 or more
     */
    public long refused() {
        return work.refused();
    }

    /**
     * Tells whether all went well.
     *
     * @return true if each task returned in time and no work was cut
     */
    public boolean isClean() {
        return cut() == 0 && tasks.stream().allMatch(it -> it.outcome() == TaskReport.Outcome.DONE);
    }

    /**
     * Tells whether something was cut short: a task whose time was over, or work in flight.
     *
     * @return true if so; tasks that failed by themselves cut nothing short
     */
    public boolean isForced() {
        return cut() > 0 || tasks.stream().anyMatch(TaskReport::isCut);
    }

    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
