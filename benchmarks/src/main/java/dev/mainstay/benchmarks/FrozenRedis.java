// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.concurrent.locks.LockSupport;

/**
 * Freezes a service's Redis with SIGSTOP and shows what its probes do: when readiness turns 503,
 * that liveness stays 200, that 64 kept connections are answered as fast as before, that the
 * threads do not grow, and that it recovers by itself.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.FrozenRedis \
 *     http://127.0.0.1:8080 SERVICE_PID REDIS_PID
 * }</pre>
 */
public final class FrozenRedis {
    private static final Duration THAWED = Duration.ofSeconds(30);
    private static final Duration FROZEN = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final URI base;
    private final Path service;
    private final String redis;

    private FrozenRedis(URI base, Path service, String redis) {
        this.base = base;
        this.service = service;
        this.redis = redis;
    }

    /**
     * Runs for about two minutes and prints the figures.
     *
     * @param args the service's address, its process id and the Redis's
     * @throws Exception if the service cannot be reached or Redis cannot be signalled
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: FrozenRedis http://HOST:PORT SERVICE_PID REDIS_PID");
            System.exit(2);
        }
        Path service = Path.of("/proc", args[1], "status");
        new FrozenRedis(URI.create(args[0]), service, args[2]).run();
    }

    private void run() throws Exception {
        ProbeLoad.run(base, "/health/ready", Duration.ofSeconds(10)); // warm-up
        ProbeLoad thawed = ProbeLoad.run(base, "/health/ready", THAWED);
        int threadsBefore = threads();
        signal("-STOP");
        try {
            System.out.printf("readiness 503 after %.2f s%n", secondsUntil(503));
            ProbeLoad frozen = ProbeLoad.run(base, "/health/ready", FROZEN.dividedBy(2));
            ProbeLoad alive = ProbeLoad.run(base, "/health/live", FROZEN.dividedBy(2));
            System.out.println("thawed, readiness: " + thawed);
            System.out.println("frozen, readiness: " + frozen);
            System.out.println("frozen, liveness:  " + alive);
            System.out.printf(
                    "p99 frozen / thawed: %.2f%n", frozen.millis(0.99) / thawed.millis(0.99));
            threadsFlat(threadsBefore);
        } finally {
            signal("-CONT");
        }
        System.out.printf("readiness 200 again %.2f s after SIGCONT%n", secondsUntil(200));
    }

    private void threadsFlat(int before) throws IOException {
        var seen = new IntSummaryStatistics();
        long end = System.nanoTime() + FROZEN.toNanos();
        while (System.nanoTime() < end) {
            seen.accept(threads());
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
        System.out.printf(
                "threads: %d before; frozen, for a minute: %d to %d%n",
                before, seen.getMin(), seen.getMax());
    }

    private double secondsUntil(int status) throws IOException {
        long begin = System.nanoTime();
        try (var probe = new ProbeConnection(base, "/health/ready")) {
            while (probe.ask() != status) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException("no " + status + " within " + PATIENCE);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private int threads() throws IOException {
        return Files.readAllLines(service).stream()
                .filter(line -> line.startsWith("Threads:"))
                .map(line -> line.substring("Threads:".length()).trim())
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", signal, redis).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("kill " + signal + " " + redis + " exited " + exit);
        }
    }
}
