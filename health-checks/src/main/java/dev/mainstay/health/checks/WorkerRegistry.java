// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Status;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Knows the queue workers of this process and what each has in hand, for {@link WorkerCheck} and
 * {@link QueueCheck}. A job is <em>slow</em> when it runs for longer than its expected time, and
 * <em>stuck</em> when it also gave no sign of life for {@code stuckAfter}; jobs that take long
 * {@linkplain Worker.Job#beat() beat} as they progress. A worker without a job that does not say
 * that it waits is stuck after the same time.
 *
 * <pre>{@code
 * WorkerRegistry workers = WorkerRegistry.create();
 *
 * try (Worker worker = workers.register("worker-1")) {     // on the worker's thread
 *     while (running) {
 *         worker.waiting("queue empty");
 *         String id = queue.take();
 *         try (Worker.Job job = worker.begin(id)) {
 *             process(id);
 *             job.done();
 *         }
 *     }
 *     worker.end();                                        // left in any other way, it is dead
 * }
 * }</pre>
 *
 * <p>Nothing here blocks. Thread-safe.
 */
public final class WorkerRegistry {
    final Duration expected;
    final Duration stuckAfter;
    final LongSupplier nanoTime;
    final LongAdder started = new LongAdder();
    final LongAdder done = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder givenBack = new LongAdder();
    private final Map<String, Worker> workers = new ConcurrentSkipListMap<>();

    private WorkerRegistry(Builder builder) {
        this.expected = builder.expected;
        this.stuckAfter = builder.stuckAfter;
        this.nanoTime = builder.nanoTime;
    }

    /**
     * Makes a registry with the default limits.
     *
     * @return an empty registry
     */
    public static WorkerRegistry create() {
        return builder().build();
    }

    /**
     * Begins a registry with options.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Registers the calling thread as a worker, until {@link Worker#end()}. If it is closed or its
     * thread ends without that, the worker counts as dead until another takes its name.
     *
     * @param name a name of its own, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, that does
     *     not begin with {@code mainstay}
     * @return the worker
     * @throws IllegalArgumentException if the name is malformed
     * @throws IllegalStateException if a living worker has the name
     */
    public Worker register(String name) {
        var worker = new Worker(this, Require.name(name), Thread.currentThread());
        Worker winner = workers.merge(name, worker, (old, added) -> old.isAlive() ? old : added);
        if (winner != worker) {
            throw new IllegalStateException(
                    "worker '%s' is registered already, by thread '%s'"
                            .formatted(name, Masking.mask(winner.thread().getName())));
        }
        return worker;
    }

    /**
     * Returns how many jobs were done.
     *
     * @return the number since the registry was made
     */
    public long done() {
        return done.sum();
    }

    /**
     * Returns how many jobs failed: they ended with neither {@link Worker.Job#done()} nor {@link
     * Worker.Job#givenBack()}.
     *
     * @return the number since the registry was made
     */
    public long failed() {
        return failed.sum();
    }

    /**
     * Returns how many jobs went back to their queue.
     *
     * @return the number since the registry was made
     */
    public long givenBack() {
        return givenBack.sum();
    }

    /** Grows when a job begins and when one ends. */
    long moves() {
        return started.sum() + done.sum() + failed.sum() + givenBack.sum();
    }

    void remove(Worker worker) {
        workers.remove(worker.name(), worker);
    }

    /** All workers as they are now, sorted by name. */
    List<WorkerView> views() {
        long now = nanoTime.getAsLong();
        return workers.values().stream().map(worker -> worker.view(now)).toList();
    }

    /** One worker at one moment, judged: UP, DEGRADED if slow, DOWN if stuck or dead. */
    record WorkerView(Worker worker, WorkerState state, boolean alive, Status status, String why) {}

    /** Options of a {@link WorkerRegistry}. Not thread-safe. */
    public static final class Builder {
        private Duration expected = Duration.ofMinutes(1);
        private Duration stuckAfter = Duration.ofMinutes(5);
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /**
         * Sets how long a job takes at most when all is well; longer is slow. A job may have its
         * own.
         *
         * @param expected positive, at most 365 days; default 1 min
         * @return this
         * @throws IllegalArgumentException if the duration is outside its range
         */
        public Builder expected(Duration expected) {
            this.expected = DurationLimit.of("expected", expected);
            return this;
        }

        /**
         * Sets after how long without a sign of life a worker is stuck.
         *
         * @param stuckAfter positive, at most 365 days; default 5 min
         * @return this
         * @throws IllegalArgumentException if the duration is outside its range
         */
        public Builder stuckAfter(Duration stuckAfter) {
            this.stuckAfter = DurationLimit.of("stuckAfter", stuckAfter);
            return this;
        }

        /**
         * Builds the registry.
         *
         * @return an empty registry
         * @throws IllegalArgumentException if stuckAfter is shorter than expected
         */
        public WorkerRegistry build() {
            Require.argument(
                    stuckAfter.compareTo(expected) >= 0,
                    "stuckAfter must be at least expected (%s), but was %s"
                            .formatted(expected, stuckAfter));
            return new WorkerRegistry(this);
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }
    }
}
