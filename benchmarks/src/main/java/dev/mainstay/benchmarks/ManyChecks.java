// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What 10,000 trivial checks at a 10 s interval cost in a minute, from an empty process on: CPU
 * time over wall time, and the peak of the heap.
 *
 * <pre>{@code
 * java -Xmx64m -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.ManyChecks
 * }</pre>
 */
public final class ManyChecks {
    private static final int CHECKS = 10_000;
    private static final Duration TIME = Duration.ofMinutes(1);

    private ManyChecks() {}

    /**
     * Runs for a minute and prints one line.
     *
     * @param args none
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var runs = new LongAdder();
        var builder = HealthMonitor.builder();
        for (int i = 0; i < CHECKS; i++) {
            builder.readiness(
                    "check-" + i,
                    () -> {
                        runs.increment();
                        return Health.up();
                    });
        }
        long cpu = system.getProcessCpuTime();
        long begin = System.nanoTime();
        try (HealthMonitor monitor = builder.build().start()) {
            monitor.awaitUp(Probe.READINESS, TIME);
            long up = System.nanoTime() - begin;
            boolean ended = new CountDownLatch(1).await(TIME.toNanos() - up, TimeUnit.NANOSECONDS);
            double wall = System.nanoTime() - begin;
            double used = system.getProcessCpuTime() - cpu;
            System.out.printf(
                    "%,d checks, %,d runs in %.1f s (all UP after %d ms): %.2f %% of one core, heap"
                            + " peak %.1f MiB%s%n",
                    CHECKS,
                    runs.sum(),
                    wall / 1e9,
                    up / 1_000_000,
                    100 * used / wall,
                    peakHeap() / 1048576.0,
                    ended ? " (ended early)" : "");
        }
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
