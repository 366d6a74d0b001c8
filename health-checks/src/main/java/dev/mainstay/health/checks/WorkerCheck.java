// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.SelfCheck;
import dev.mainstay.health.Status;
import dev.mainstay.health.checks.WorkerRegistry.WorkerView;
import dev.mainstay.internal.Require;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The queue workers of a {@link WorkerRegistry}: DEGRADED when a job is slow, DOWN when a worker is
 * stuck, with its job's id and its thread's stack, or when fewer than {@code minAlive} workers
 * live. A worker that died while enough others live is DEGRADED.
 *
 * <p>That is a check for readiness. For liveness there is {@link #stuck(WorkerRegistry)}, which is
 * DOWN only when no worker can go on and a restart would help.
 *
 * <pre>{@code
 * HealthMonitor.builder()
 *     .liveness("workers-stuck", WorkerCheck.stuck(workers))
 *     .readiness("workers", WorkerCheck.of(workers))
 * }</pre>
 *
 * <p>Does not wait. Thread-safe.
 */
public final class WorkerCheck implements HealthCheck {
    private final WorkerRegistry registry;
    private final int minAlive;

    private WorkerCheck(Builder builder) {
        this.registry = builder.registry;
        this.minAlive = builder.minAlive;
    }

    /**
     * Checks that at least one worker lives and none is stuck.
     *
     * @param registry the workers
     * @return the check
     */
    public static WorkerCheck of(WorkerRegistry registry) {
        return builder(registry).build();
    }

    /**
     * Begins a check with options.
     *
     * @param registry the workers
     * @return a builder
     */
    public static Builder builder(WorkerRegistry registry) {
        return new Builder(requireNonNull(registry, "registry"));
    }

    /**
     * A check for liveness: DOWN when every worker is stuck or dead, DEGRADED when some are, UP
     * when none is registered.
     *
     * @param registry the workers
     * @return the check
     */
    public static SelfCheck stuck(WorkerRegistry registry) {
        requireNonNull(registry, "registry");
        return () -> {
            List<WorkerView> views = registry.views();
            var findings = new Findings();
            long lost = views.stream().filter(view -> view.status() == Status.DOWN).count();
            Status status = lost == views.size() ? Status.DOWN : Status.DEGRADED;
            views.stream()
                    .filter(view -> view.status() == Status.DOWN)
                    .forEach(view -> findings.add(status, view.why()));
            return measured(findings.health(), views, registry);
        };
    }

    @Override
    public Health check() {
        List<WorkerView> views = registry.views();
        long alive = views.stream().filter(WorkerView::alive).count();
        var findings = new Findings();
        if (alive < minAlive) {
            findings.add(
                    Status.DOWN, "%d workers alive, at least %d needed".formatted(alive, minAlive));
        }
        for (WorkerView view : views) {
            if (view.status() != Status.UP) {
                findings.add(view.alive() ? view.status() : Status.DEGRADED, view.why());
            }
        }
        return measured(findings.health(), views, registry);
    }

    private static Health measured(Health health, List<WorkerView> views, WorkerRegistry registry) {
        long now = registry.nanoTime.getAsLong();
        Health measured =
                health.with("workersAlive", views.stream().filter(WorkerView::alive).count())
                        .with("workersBusy", count(views, WorkerState.Busy.class))
                        .with("workersWaiting", count(views, WorkerState.Waiting.class))
                        .with("jobsDone", registry.done())
                        .with("jobsFailed", registry.failed())
                        .with("jobsGivenBack", registry.givenBack());
        Optional<Worker.Job> oldest =
                views.stream()
                        .filter(WorkerView::alive)
                        .filter(view -> view.state() instanceof WorkerState.Busy)
                        .map(view -> ((WorkerState.Busy) view.state()).job())
                        .max(Comparator.comparing(job -> job.running(now)));
        if (oldest.isPresent()) {
            measured =
                    measured.with("oldestJob", oldest.get().id())
                            .with("oldestJobSeconds", oldest.get().running(now).toSeconds());
        }
        return withStack(measured, views);
    }

    private static Health withStack(Health health, List<WorkerView> views) {
        Optional<WorkerView> stuck =
                views.stream()
                        .filter(view -> view.alive() && view.status() == Status.DOWN)
                        .findFirst();
        if (stuck.isEmpty()) {
            return health;
        }
        Health more =
                health.with("stuckWorker", stuck.get().worker().name())
                        .with("stuckStack", Format.stack(stuck.get().worker().thread()));
        return stuck.get().state() instanceof WorkerState.Busy busy
                ? more.with("stuckJob", busy.job().id())
                : more;
    }

    private static long count(List<WorkerView> views, Class<? extends WorkerState> state) {
        return views.stream()
                .filter(view -> view.alive() && state.isInstance(view.state()))
                .count();
    }

    /** Options of a {@link WorkerCheck}. Not thread-safe. */
    public static final class Builder {
        private final WorkerRegistry registry;
        private int minAlive = 1;

        private Builder(WorkerRegistry registry) {
            this.registry = registry;
        }

        /**
         * Sets how many workers must live; fewer are DOWN.
         *
         * @param minAlive 0 to 10,000; default 1
         * @return this
         * @throws IllegalArgumentException if the number is outside its range
         */
        public Builder minAlive(int minAlive) {
            this.minAlive = Require.between("minAlive", 0, 10_000, minAlive);
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         */
        public WorkerCheck build() {
            return new WorkerCheck(this);
        }
    }
}
