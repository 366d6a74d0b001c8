// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The registered tasks. Thread-safe; reading takes no lock. */
final class Tasks {
    private final LongSupplier ticker;
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
        if (begun != null && phase.compareTo(begun) <= 0) {
            throw new IllegalStateException(
                    "task '%s' comes too late: the shutdown has begun phase %s"
                            .formatted(name, begun));
        }
        if (find(name).isPresent()) {
            throw new IllegalArgumentException("name must be unique, but '" + name + "' is taken");
        }
        List<TaskRun> after = options.after.stream().map(it -> before(it, phase, name)).toList();
        var more = new ArrayList<>(all);
        more.add(new TaskRun(phase, name, task, options.limit, after, ticker));
        all = List.copyOf(more);
    }

    /** The tasks of a phase; from now on it takes no more, nor does an earlier one. */
    synchronized List<TaskRun> begin(Phase phase) {
        begun = phase;
        return of(phase);
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

    private TaskRun before(String other, Phase phase, String name) {
        TaskRun found =
                find(other)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "task '%s' must come after one that is registered"
                                                                .formatted(name)
                                                        + " already, but '%s' is not"
                                                                .formatted(other)));
        if (found.phase != phase) {
            throw new IllegalArgumentException(
                    "task '%s' of %s must come after one of its own phase, but '%s' is of %s"
                            .formatted(name, phase, other, found.phase));
        }
        return found;
    }

    private Optional<TaskRun> find(String name) {
        return all.stream().filter(it -> it.name.equals(name)).findFirst();
    }
}
