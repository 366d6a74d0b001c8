// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Require;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The registered tasks, which run with the context class loader of whoever made this. Thread-safe;
 * reading takes no lock.
 */
final class Tasks {
    /** How often a running task is looked at: whether it called {@code System.exit}. */
    private static final long LOOK = 50 * Durations.MILLISECOND;

    private final LongSupplier ticker;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private volatile List<TaskRun> all = List.of();
    private @Nullable Phase begun;

    Tasks(LongSupplier ticker) {
        this.ticker = ticker;
    }

    void add(Phase phase, String name, ShutdownTask task, Consumer<TaskOptions> configure) {
        requireNonNull(phase, "phase");
        requireNonNull(task, "task");
        var options = new TaskOptions();
        requireNonNull(configure, "options").accept(options);
        add(phase, Require.name(name), task, options);
    }

    private synchronized void add(
            Phase phase, String name, ShutdownTask task, TaskOptions options) {
        Require.state(
                begun == null || phase.compareTo(begun) > 0,
                "task '%s' comes too late: the shutdown has begun phase %s".formatted(name, begun));
        Require.argument(find(name).isEmpty(), "name must be unique, but '" + name + "' is taken");
        List<TaskRun> after = options.after.stream().map(it -> before(it, phase, name)).toList();
        var more = new ArrayList<>(all);
        more.add(new TaskRun(phase, name, task, options.limit, after, loader, ticker));
        all = List.copyOf(more);
    }

    /**
     * Runs the tasks of a phase side by side, until all are over or the time is. From now on it
     * takes no more, nor does an earlier one.
     *
     * @return those that were there
     */
    List<TaskRun> run(Phase phase, long latestEnd) {
        List<TaskRun> planned = begin(phase);
        var ended = new Semaphore(0);
        boolean awaited = true;
        while (awaited) { // no streams: their classes would be loaded within the time to the exit
            awaited = false;
            long now = ticker.getAsLong();
            long next = latestEnd;
            for (TaskRun task : planned) {
                advance(task, now, latestEnd, ended);
                if (task.isRunning()) {
                    awaited = true;
                    next = Durations.earlier(task.deadline(latestEnd), next);
                } else if (now - latestEnd < 0 && !task.isOver()) {
                    awaited = true;
                }
            }
            if (awaited) {
                await(ended, next - now);
            }
        }
        return planned;
    }

    List<TaskRun> of(Phase phase) {
        return all.stream().filter(it -> it.phase == phase).toList();
    }

    List<TaskRun> all() {
        return all;
    }

    /** The phases that have tasks. */
    Set<Phase> used() {
        var used = EnumSet.noneOf(Phase.class);
        all.forEach(it -> used.add(it.phase));
        return used;
    }

    private synchronized List<TaskRun> begin(Phase phase) {
        begun = phase;
        return of(phase);
    }

    private static void advance(TaskRun task, long now, long latestEnd, Semaphore ended) {
        if (now - latestEnd < 0 && task.isReady()) {
            task.start(ended::release);
        }
        if (task.isRunning()) {
            task.lookForExit();
        }
        if (task.isRunning() && now - task.deadline(latestEnd) >= 0) {
            task.cut();
        }
    }

    private static void await(Semaphore ended, long nanos) {
        try {
            boolean unused =
                    ended.tryAcquire(Math.max(0, Math.min(nanos, LOOK)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt the shutdown; the loop looks at the time again.
        }
    }

    private TaskRun before(String other, Phase phase, String name) {
        Optional<TaskRun> found = find(other);
        Require.argument(
                found.isPresent(),
                "task '%s' must come after one that is registered already, but '%s' is not"
                        .formatted(name, Masking.mask(other)));
        TaskRun first = found.orElseThrow();
        Require.argument(
                first.phase == phase,
                "task '%s' of %s must come after one of its own phase, but '%s' is of %s"
                        .formatted(name, phase, other, first.phase));
        return first;
    }

    private Optional<TaskRun> find(String name) {
        return all.stream().filter(it -> it.name.equals(name)).findFirst();
    }
}
