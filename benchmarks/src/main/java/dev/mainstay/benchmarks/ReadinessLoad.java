// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Readiness of ten checks under {@code wrk}, which must be installed: its rate next to the same
 * server's fixed bytes, and its p99 while one of the ten hangs next to its p99 before.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.ReadinessLoad [PAIRS] [SECONDS]
 * }</pre>
 */
public final class ReadinessLoad {
    private final URI readiness;
    private final URI fixed;
    private final Process server;
    private final PrintStream orders;
    private final int seconds;

    private ReadinessLoad(ServerKind kind, int seconds) throws IOException {
        this.server =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ReadinessServer.class.getName(),
                                kind.name())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        this.orders = new PrintStream(server.getOutputStream(), true, US_ASCII);
        this.seconds = seconds;
        URI base = URI.create("http://127.0.0.1:" + server.inputReader(US_ASCII).readLine());
        this.readiness = base.resolve("/health/ready");
        this.fixed = base.resolve(StaticAnswer.PATH);
    }

    /**
     * Measures each server in turn and prints two lines for each.
     *
     * @param args pairs (default 15), seconds of a run (default 3)
     * @throws Exception if {@code wrk} or a server fails
     */
    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        for (ServerKind kind : ServerKind.values()) {
            var load = new ReadinessLoad(kind, seconds);
            try {
                load.measure(kind, pairs);
            } finally {
                load.server.destroyForcibly().waitFor();
            }
        }
    }

    private void measure(ServerKind kind, int pairs) throws Exception {
        // The answers of both states are compiled before anything is compared.
        for (int i = 0; i < 3; i++) {
            Wrk.run(readiness, seconds);
            Wrk.run(fixed, seconds);
            hang();
            Wrk.run(readiness, seconds);
            free();
        }
        rates(kind, pairs);
        tails(kind, pairs);
    }

    private void rates(ServerKind kind, int pairs) throws IOException {
        var ours = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < pairs; i++) {
            // Who is first changes from pair to pair.
            double first = Wrk.run(i % 2 == 0 ? readiness : fixed, seconds).perSecond();
            double second = Wrk.run(i % 2 == 0 ? fixed : readiness, seconds).perSecond();
            ours.add(i % 2 == 0 ? first : second);
            ratios.add(i % 2 == 0 ? first / second : second / first);
        }
        System.out.printf(
                "%-8s readiness to fixed bytes: %,.0f answers/s, ratio %s%n",
                kind, median(ours), spread(ratios));
    }

    private void tails(ServerKind kind, int pairs) throws Exception {
        var ratios = new ArrayList<Double>();
        int before = threads();
        int most = before;
        for (int i = 0; i < pairs; i++) {
            double well = Wrk.run(readiness, seconds).p99Millis();
            hang();
            ratios.add(Wrk.run(readiness, seconds).p99Millis() / well);
            most = Math.max(most, threads());
            free();
        }
        System.out.printf(
                "%-8s p99 with a hanging check to without: ratio %s; threads %d, at most %d%n",
                kind, spread(ratios), before, most);
    }

    private void hang() throws Exception {
        orders.println("hang");
        awaitStatus(503);
    }

    private void free() throws Exception {
        orders.println("free");
        awaitStatus(200);
    }

    private void awaitStatus(int expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (status() != expected) {
            if (System.nanoTime() > deadline) {
                throw new IOException("readiness never became " + expected);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private int status() throws IOException {
        var connection = (HttpURLConnection) readiness.toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** The process's threads, as Linux counts them. */
    private int threads() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
                .findFirst()
                .orElseThrow();
    }

    private static String spread(List<Double> ratios) {
        return "%.3f (%.3f to %.3f) over %d pairs"
                .formatted(
                        median(ratios),
                        ratios.stream().min(Double::compare).orElseThrow(),
                        ratios.stream().max(Double::compare).orElseThrow(),
                        ratios.size());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
