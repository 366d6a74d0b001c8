// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** What 64 kept connections, each asking 20 times a second, got and how long it took. */
final class ProbeLoad {
    private static final int CONNECTIONS = 64;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private record Answer(int status, long nanos) {}

    private final long[] sortedNanos;
    private final Map<Integer, Integer> byStatus = new TreeMap<>();

    private ProbeLoad(List<Answer> answers) {
        sortedNanos = answers.stream().mapToLong(Answer::nanos).toArray();
        Arrays.sort(sortedNanos);
        answers.forEach(answer -> byStatus.merge(answer.status, 1, Integer::sum));
    }

    static ProbeLoad run(URI base, String path, Duration time) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long end = System.nanoTime() + time.toNanos();
            var asking = new ArrayList<Callable<List<Answer>>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                long phase = PAUSE.toNanos() * i / CONNECTIONS;
                asking.add(() -> ask(base, path, phase, end));
            }
            var all = new ArrayList<Answer>();
            for (Future<List<Answer>> client : clients.invokeAll(asking)) {
                all.addAll(client.get());
            }
            return new ProbeLoad(all);
        } finally {
            clients.shutdownNow();
        }
    }

    /** The latency that a share of the answers was within. */
    double millis(double share) {
        int at = (int) Math.ceil(share * sortedNanos.length) - 1;
        return sortedNanos[Math.max(0, at)] / 1e6;
    }

    @Override
    public String toString() {
        return "%d answers %s, p50 %.2f ms, p99 %.2f ms, most %.2f ms"
                .formatted(sortedNanos.length, byStatus, millis(0.5), millis(0.99), millis(1));
    }

    private static List<Answer> ask(URI base, String path, long phase, long end) throws Exception {
        var answers = new ArrayList<Answer>();
        LockSupport.parkNanos(phase);
        try (var connection = new ProbeConnection(base, path)) {
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                int status = connection.ask();
                answers.add(new Answer(status, System.nanoTime() - begin));
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        return answers;
    }
}
