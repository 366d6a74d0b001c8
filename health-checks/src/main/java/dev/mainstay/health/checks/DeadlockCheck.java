// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.SelfCheck;
import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Throwables;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * DOWN when threads of this process are deadlocked, over monitors or {@code java.util.concurrent}
 * locks, with their names and where the first one hangs. Virtual threads are not seen by the JVM's
 * search. When the JVM does not tell, the outcome is UNKNOWN.
 *
 * <p>A run stops the application's threads for as long as the search takes: well under a
 * millisecond with a hundred threads. Waits for nothing.
 *
 * <pre>{@code
 * HealthMonitor.builder().liveness("deadlock", DeadlockCheck.create())
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class DeadlockCheck implements SelfCheck {
    private static final int NAMED = 5;
    private static final int FRAMES = 32;

    private final ThreadMXBean threads;

    private DeadlockCheck(ThreadMXBean threads) {
        this.threads = threads;
    }

    /**
     * Makes the check.
     *
     * @return a check of this JVM
     */
    public static DeadlockCheck create() {
        return over(ManagementFactory.getThreadMXBean());
    }

    static DeadlockCheck over(ThreadMXBean threads) {
        return new DeadlockCheck(requireNonNull(threads, "threads"));
    }

    @Override
    public Health check() {
        try {
            long[] found = find();
            return found == null ? Health.up() : deadlocked(found);
        } catch (RuntimeException e) {
            return Health.unknown(
                    "deadlocked threads could not be searched for: " + Throwables.describe(e));
        }
    }

    private long @Nullable [] find() {
        return threads.isSynchronizerUsageSupported()
                ? threads.findDeadlockedThreads()
                : threads.findMonitorDeadlockedThreads();
    }

    private Health deadlocked(long[] ids) {
        List<ThreadInfo> infos =
                Arrays.stream(threads.getThreadInfo(ids, FRAMES)).filter(Objects::nonNull).toList();
        String who =
                infos.stream()
                        .limit(NAMED)
                        .map(DeadlockCheck::waiting)
                        .collect(Collectors.joining(", "));
        String more = ids.length > NAMED ? ", and %d more".formatted(ids.length - NAMED) : "";
        Health down =
                Health.down("%d threads are deadlocked: %s%s".formatted(ids.length, who, more))
                        .with("deadlockedThreads", ids.length);
        return infos.isEmpty() ? down : down.with("stack", Format.stack(infos.get(0)));
    }

    private static String waiting(ThreadInfo info) {
        return Masking.mask(
                "'%s' waits for %s, held by '%s'"
                        .formatted(
                                info.getThreadName(), info.getLockName(), info.getLockOwnerName()));
    }
}
