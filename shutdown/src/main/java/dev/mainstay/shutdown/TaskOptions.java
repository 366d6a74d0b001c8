// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a task is run.
 *
 * <pre>{@code
 * .on(Phase.CLIENTS, "redis", jedis::close, task -> task.timeout(ofSeconds(2)).after("cache"))
 * }</pre>
 *
 * <p>Not thread-safe; used while a task is registered, and not afterwards.
 */
public final class TaskOptions {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(1);

    final List<String> after = new ArrayList<>();
    long limit = Long.MAX_VALUE;

    TaskOptions() {}

    /**
     * Sets how long the task may take, counted from its start. It never gets more than its phase
     * has left.
     *
     * @param timeout 1 ms to 1 day; default what the phase has left
     * @return this
     * @throws IllegalArgumentException if the timeout is outside its range
     */
    public TaskOptions timeout(Duration timeout) {
        limit = Require.between("timeout", LEAST, MOST, timeout).toNanos();
        return this;
    }

    /**
     * Makes the task wait until another one of its phase has ended, failed or run out of time. It
     * must be registered already, so that there is no circle.
     *
     * @param name the other's name
     * @return this
     */
    public TaskOptions after(String name) {
        after.add(Require.name(name));
        return this;
    }
}
