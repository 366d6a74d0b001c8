// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * 1,000 kept connections, each used every five seconds, and 32 probers that ask without a break:
 * what a server with 128 MiB of heap holds meanwhile, and whether it gives all of it back. Compares
 * two rounds, of which the first fills the pools and caches.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.ConnectionsSoak \
 *     [SECONDS [SERVER...]]
 * }</pre>
 */
public final class ConnectionsSoak {
    private static final int CONNECTIONS = 1_000;
    private static final int KEEPERS = 8;
    private static final int PROBERS = 32;
    private static final long NEEDED = CONNECTIONS + PROBERS + 200;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final List<String> PATHS =
            List.of("/health/ready", "/health/live", "/health/detailed");

    /** The first round need not have filled a pool; one of each connection would be far more. */
    private static final int MORE_THREADS = 100;

    private static final int MORE_DESCRIPTORS = 8;
    private static final double MORE_MIB = 4;

    /** What the server holds. */
    private record Held(double mib, int threads, long descriptors) {
        static Held by(ReadinessProcess server) throws IOException {
            return new Held(server.heap() / 1024.0 / 1024, server.threads(), server.descriptors());
        }

        boolean isMoreThan(Held before) {
            return mib > before.mib + MORE_MIB
                    || threads > before.threads + MORE_THREADS
                    || descriptors > before.descriptors + MORE_DESCRIPTORS;
        }

        @Override
        public String toString() {
            return "%.1f MiB, %d threads, %,d descriptors".formatted(mib, threads, descriptors);
        }
    }

    private final ReadinessProcess server;
    private final KeptClient.Counts counts = new KeptClient.Counts();

    private ConnectionsSoak(ReadinessProcess server) {
        this.server = server;
    }

    /**
     * Runs and prints; exits 1 if a server keeps more after the second round than after the first,
     * closes a connection, or does not answer a request with 200.
     *
     * @param args the seconds of the second round (default 60; the first takes a quarter), and the
     *     servers (default all)
     * @throws Exception if a server does not start
     */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        List<String> servers =
                args.length > 1
                        ? List.of(args).subList(1, args.length)
                        : Stream.concat(
                                        Stream.of(ReadinessServer.HEALTH_PORT),
                                        Stream.of(ServerKind.values()).map(Enum::name))
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList();
        checkDescriptors();
        boolean passed = true;
        for (String name : servers) {
            try (var server = ReadinessProcess.start(name, "-Xmx128m")) {
                passed &= new ConnectionsSoak(server).run(name, seconds);
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static void checkDescriptors() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                && os.getMaxFileDescriptorCount() < NEEDED) {
            System.err.printf(
                    "%,d connections need %,d file descriptors, but a process here may have %,d"
                            + " (ulimit -n)%n",
                    CONNECTIONS, NEEDED, os.getMaxFileDescriptorCount());
            System.exit(2);
        }
    }

    private boolean run(String name, int seconds) throws Exception {
        try {
            round(Math.max(1, seconds / 4));
            Held before = Held.by(server);
            Held during = round(seconds);
            Held after = Held.by(server);
            boolean leaks = after.isMoreThan(before);
            System.out.printf(
                    "%-11s %s: %,d answers, all 200; %,d connections closed between two answers%n"
                            + "            before %s%n            with them %s%n"
                            + "            after %s%n",
                    name,
                    leaks ? "LEAKS" : "no leak",
                    counts.answers.sum(),
                    counts.closed.sum(),
                    before,
                    during,
                    after);
            return !leaks && counts.closed.sum() == 0;
        } catch (IOException e) {
            System.out.printf("%-11s FAILED: %s (%s)%n", name, e.getMessage(), e.getCause());
            return false;
        }
    }

    /** Returns what the server held towards the end. */
    private Held round(int seconds) throws Exception {
        long without = server.descriptors();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService clients = Executors.newFixedThreadPool(KEEPERS + PROBERS);
        try {
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < KEEPERS; i++) {
                asking.add(clients.submit(keeper(end)));
            }
            for (int i = 0; i < PROBERS; i++) {
                String path = PATHS.get(i % PATHS.size());
                asking.add(clients.submit(prober(path, end)));
            }
            TimeUnit.NANOSECONDS.sleep((end - System.nanoTime()) * 9 / 10);
            Held during = Held.by(server);
            for (Future<?> one : asking) {
                one.get();
            }
            awaitDescriptors(without);
            return during;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause().getCause());
        } finally {
            clients.shutdownNow();
        }
    }

    private Callable<Void> prober(String path, long end) {
        return () -> {
            try (var client = new KeptClient(server.base(), path, counts)) {
                while (System.nanoTime() < end) {
                    client.ask();
                }
            }
            return null;
        };
    }

    private Callable<Void> keeper(long end) {
        return () -> {
            List<KeptClient> kept = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS / KEEPERS; i++) {
                    kept.add(new KeptClient(server.base(), PATHS.get(i % PATHS.size()), counts));
                }
                while (System.nanoTime() < end) {
                    long next = Math.min(end, System.nanoTime() + PAUSE_NANOS);
                    for (KeptClient client : kept) {
                        client.ask();
                    }
                    TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                }
            } finally {
                for (KeptClient client : kept) {
                    client.close();
                }
            }
            return null;
        };
    }

    private void awaitDescriptors(long without) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (server.descriptors() > without + MORE_DESCRIPTORS) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "20 s after all connections have been closed the server has %,d descriptors"
                                        .formatted(server.descriptors())
                                + ", and had %,d before".formatted(without));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
