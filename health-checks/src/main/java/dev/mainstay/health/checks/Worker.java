// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static dev.mainstay.internal.Durations.seconds;
import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Status;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue worker's word on what it is at: it waits, it has a job, its job progresses. Obtained from
 * {@link WorkerRegistry#register(String)}. A worker that is closed without {@link #end()} counts as
 * dead, so that an exception needs no care.
 *
 * <p>Used by one worker's thread; nothing here blocks. Thread-safe.
 */
public final class Worker implements AutoCloseable {
    private final WorkerRegistry registry;
    private final String name;
    private volatile Thread thread;
    private volatile WorkerState state;
    private volatile @Nullable Job last;
    private volatile boolean closed;

    Worker(WorkerRegistry registry, String name, Thread thread) {
        this.registry = registry;
        this.name = name;
        this.thread = thread;
        this.state = new WorkerState.Idle(registry.nanoTime.getAsLong());
    }

    /**
     * Returns the name.
     *
     * @return the name it was registered under
     */
    public String name() {
        return name;
    }

    /**
     * Begins a job with the registry's expected time.
     *
     * @param id names the job to operators; not empty
     * @return the job, to be closed when it ends
     * @throws IllegalArgumentException if the id is empty
     * @throws IllegalStateException if a job is in hand, or the worker is closed
     */
    public Job begin(String id) {
        return begin(id, registry.expected);
    }

    /**
     * Begins a job that may take longer, or less long, than others.
     *
     * @param id names the job to operators; not empty
     * @param expected how long it takes at most when all is well; positive, at most 365 days
     * @return the job, to be closed when it ends
     * @throws IllegalArgumentException if the id is empty or the duration outside its range
     * @throws IllegalStateException if a job is in hand, or the worker is closed
     */
    public synchronized Job begin(String id, Duration expected) {
        Require.text("id", id);
        DurationLimit.of("expected", expected);
        requireFree(() -> "job '" + id + "' can't begin");
        var job = new Job(this, id, expected, registry.nanoTime.getAsLong());
        thread = Thread.currentThread();
        registry.started.increment();
        state = new WorkerState.Busy(job);
        last = job;
        return job;
    }

    /**
     * Says that the worker waits on purpose, until it begins a job or waits for something else.
     * However long it takes, it is not stuck.
     *
     * @param reason what it waits for: {@code "queue empty"}, {@code "breaker open"}; not empty
     * @throws IllegalArgumentException if the reason is empty
     * @throws IllegalStateException if a job is in hand, or the worker is closed
     */
    public void waiting(String reason) {
        startWaiting(reason, null);
    }

    /**
     * Says that the worker waits on purpose, and for how long at most: a blocking read that should
     * have come back is found stuck.
     *
     * @param reason what it waits for; not empty
     * @param atMost after how long it is stuck; positive, at most 365 days
     * @throws IllegalArgumentException if the reason is empty or the duration outside its range
     * @throws IllegalStateException if a job is in hand, or the worker is closed
     */
    public void waiting(String reason, Duration atMost) {
        startWaiting(reason, DurationLimit.of("atMost", atMost));
    }

    /**
     * Ends the worker on purpose, to be called when its loop has come to its end: it is not
     * expected to live any longer. A job in hand counts as failed. A second call does nothing.
     */
    public void end() {
        close();
        registry.remove(this);
    }

    /**
     * Closes the worker. Without {@link #end()} it counts as dead until another takes its name. A
     * job in hand counts as failed. A second call does nothing.
     */
    @Override
    public synchronized void close() {
        if (state instanceof WorkerState.Busy busy) {
            busy.job().close();
        }
        closed = true;
    }

    @Override
    public String toString() {
        return "worker '" + name + "'";
    }

    private synchronized void startWaiting(String reason, @Nullable Duration atMost) {
        Require.text("reason", reason);
        requireFree(() -> "it can't wait for '" + reason + "'");
        state = new WorkerState.Waiting(registry.nanoTime.getAsLong(), reason, atMost);
    }

    private void requireFree(Supplier<String> refused) {
        if (closed) {
            throw new IllegalStateException(
                    Masking.mask("%s is closed; %s".formatted(this, refused.get())));
        }
        if (state instanceof WorkerState.Busy busy) {
            throw new IllegalStateException(
                    Masking.mask(
                            "%s has %s in hand; %s".formatted(this, busy.job(), refused.get())));
        }
    }

    private synchronized void ended(Job job, LongAdder count) {
        if (state instanceof WorkerState.Busy busy && busy.job() == job) {
            count.increment();
            state = new WorkerState.Idle(registry.nanoTime.getAsLong());
        }
    }

    boolean isAlive() {
        return !closed && thread.isAlive();
    }

    Thread thread() {
        return thread;
    }

    WorkerRegistry.WorkerView view(long now) {
        WorkerState current = state;
        boolean alive = isAlive();
        if (!alive) {
            return new WorkerRegistry.WorkerView(this, current, false, Status.DOWN, death(current));
        }
        Verdict verdict = judge(current, now);
        return new WorkerRegistry.WorkerView(this, current, true, verdict.status, verdict.why);
    }

    private String death(WorkerState current) {
        if (current instanceof WorkerState.Busy busy) {
            return "%s is dead: its thread ended with %s".formatted(this, busy.job());
        }
        Job had = last;
        return "%s is dead: its %s without end()%s"
                .formatted(
                        this,
                        closed ? "loop was left" : "thread ended",
                        had == null ? "" : "; its last was " + had);
    }

    private record Verdict(Status status, String why) {
        static final Verdict FINE = new Verdict(Status.UP, "");
    }

    private Verdict judge(WorkerState current, long now) {
        if (current instanceof WorkerState.Busy busy) {
            return busy.job().judge(now);
        }
        if (current instanceof WorkerState.Waiting waiting) {
            return waiting.atMost() == null
                    ? Verdict.FINE
                    : silent(now - waiting.since(), waiting.atMost(), waiting.reason());
        }
        long since = ((WorkerState.Idle) current).since();
        return silent(now - since, registry.stuckAfter, "");
    }

    private Verdict silent(long nanos, Duration limit, String reason) {
        if (nanos <= limit.toNanos()) {
            return Verdict.FINE;
        }
        String what = reason.isEmpty() ? "has no job and does not wait" : "waits for " + reason;
        return new Verdict(
                Status.DOWN,
                "%s is stuck: it %s, for %s (limit %s)"
                        .formatted(this, what, seconds(nanos), seconds(limit)));
    }

    /**
     * A job in a worker's hand, from {@link Worker#begin(String)} to {@link #close()}. It counts as
     * done if {@link #done()} was called, as given back if {@link #givenBack()} was, and as failed
     * if neither, so that an exception needs no care.
     *
     * <p>Thread-safe.
     */
    public static final class Job implements AutoCloseable {
        private final Worker worker;
        private final String id;
        private final Duration expected;
        private final long begunAt;
        private volatile long lastBeat;
        private volatile LongAdder outcome;

        private Job(Worker worker, String id, Duration expected, long now) {
            this.worker = worker;
            this.id = requireNonNull(id);
            this.expected = expected;
            this.begunAt = now;
            this.lastBeat = now;
            this.outcome = worker.registry.failed;
        }

        /** Says that the job progresses. Costs a read of the clock and a volatile write. */
        public void beat() {
            lastBeat = worker.registry.nanoTime.getAsLong();
        }

        /** Says that the job has succeeded; counted when it is closed. */
        public void done() {
            outcome = worker.registry.done;
        }

        /** Says that the job is back in its queue, for no fault of its own. */
        public void givenBack() {
            outcome = worker.registry.givenBack;
        }

        /** Ends the job. A second call does nothing. */
        @Override
        public void close() {
            worker.ended(this, outcome);
        }

        @Override
        public String toString() {
            return "job '" + id() + "'";
        }

        /** As it may be shown. */
        String id() {
            return Masking.mask(id);
        }

        Duration running(long now) {
            return Duration.ofNanos(now - begunAt);
        }

        Duration silent(long now) {
            return Duration.ofNanos(now - lastBeat);
        }

        private Verdict judge(long now) {
            Duration running = running(now);
            Duration silent = silent(now);
            Duration limit = worker.registry.stuckAfter;
            if (running.compareTo(expected) <= 0) {
                return Verdict.FINE;
            }
            if (silent.compareTo(limit) > 0) {
                return new Verdict(
                        Status.DOWN,
                        "%s is stuck: %s shows no progress for %s (limit %s)"
                                .formatted(worker, this, seconds(silent), seconds(limit)));
            }
            return new Verdict(
                    Status.DEGRADED,
                    "%s is slow: %s runs for %s, expected %s"
                            .formatted(worker, this, seconds(running), seconds(expected)));
        }
    }
}
