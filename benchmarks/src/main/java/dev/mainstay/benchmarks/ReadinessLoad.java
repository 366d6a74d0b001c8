// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Readiness of ten checks under {@code wrk}, which must be installed: its rate next to the same
 * server's fixed bytes with the same headers, and with those that one would write by hand, and its
 * p99 while one of the ten hangs next to its p99 before. The one that hangs degrades, so that the
 * code stays 200: Tomcat closes the connection after each 503.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.ReadinessLoad 61 1 [SERVER...]
 * }</pre>
 */
public final class ReadinessLoad {
    private static final double LEAST_RATE = 0.97;
    private static final double LEAST_RATE_BY_HAND = 0.95;
    private static final double MOST_P99 = 1.1;
    private static final int WARM_UPS = 3;
    private static final int WARM_UP_SECONDS = 3;

    /** Threads that the JVM and the checks start when they need them. */
    private static final int FEW = 10;

    private final URI readiness;
    private final URI fixed;
    private final URI byHand;
    private final ReadinessProcess server;
    private final int seconds;

    private ReadinessLoad(ReadinessProcess server, int seconds) {
        this.server = server;
        this.seconds = seconds;
        this.readiness = server.base().resolve("/health/ready");
        this.fixed = server.base().resolve(StaticAnswer.PATH);
        this.byHand = server.base().resolve(StaticAnswer.BY_HAND);
    }

    /**
     * Measures each server in turn and prints three lines for each; exits 1 if one misses a bar.
     *
     * @param args rounds (default 61), seconds of a run (default 1), servers as those of {@link
     *     ReadinessServer} (default all)
     * @throws Exception if {@code wrk} or a server fails
     */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 61;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        boolean passed = true;
        for (ServerKind kind : kinds(args)) {
            try (var server = ReadinessProcess.start(kind.name())) {
                passed &= new ReadinessLoad(server, seconds).measure(kind, rounds);
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static List<ServerKind> kinds(String[] args) {
        return args.length > 2
                ? Stream.of(args).skip(2).map(ServerKind::named).toList()
                : List.of(ServerKind.values());
    }

    private boolean measure(ServerKind kind, int rounds) throws Exception {
        // The answers of both states are compiled before anything is compared.
        for (int i = 0; i < WARM_UPS; i++) {
            Wrk.run(readiness, WARM_UP_SECONDS);
            Wrk.run(fixed, WARM_UP_SECONDS);
            Wrk.run(byHand, WARM_UP_SECONDS);
            hang();
            Wrk.run(readiness, WARM_UP_SECONDS);
            free();
        }
        boolean fast = rates(kind, rounds);
        boolean even = tails(kind, rounds);
        return fast && even;
    }

    private boolean rates(ServerKind kind, int rounds) throws IOException {
        var rates = new ArrayList<Double>();
        var toFixed = new ArrayList<Double>();
        var toByHand = new ArrayList<Double>();
        var random = new Random(1);
        for (int i = 0; i < rounds; i++) {
            // By chance, so that nothing else on the machine keeps time with it.
            List<URI> order = new ArrayList<>(List.of(readiness, fixed, byHand));
            Collections.shuffle(order, random);
            var rate = new HashMap<URI, Double>();
            for (URI uri : order) {
                rate.put(uri, Wrk.run(uri, seconds).perSecond());
            }
            rates.add(rate.get(readiness));
            toFixed.add(rate.get(readiness) / rate.get(fixed));
            toByHand.add(rate.get(readiness) / rate.get(byHand));
        }
        System.out.printf(
                "%-8s readiness to fixed bytes: %,.0f answers/s, ratio %s%n",
                kind, Median.of(rates), spread(toFixed));
        System.out.printf(
                "%-8s readiness to what is written by hand: ratio %s%n", kind, spread(toByHand));
        return Median.of(toFixed) >= LEAST_RATE && Median.of(toByHand) >= LEAST_RATE_BY_HAND;
    }

    private boolean tails(ServerKind kind, int rounds) throws Exception {
        var ratios = new ArrayList<Double>();
        int before = server.threads();
        int most = before;
        for (int i = 0; i < rounds; i++) {
            double well = Wrk.run(readiness, seconds).p99Millis();
            hang();
            ratios.add(Wrk.run(readiness, seconds).p99Millis() / well);
            most = Math.max(most, server.threads());
            free();
        }
        System.out.printf(
                "%-8s p99 with a hanging check to without: ratio %s; threads %d, at most %d%n",
                kind, spread(ratios), before, most);
        return Median.of(ratios) <= MOST_P99 && most <= before + FEW;
    }

    private void hang() throws Exception {
        server.order(ReadinessServer.HANG);
        awaitStatus("DEGRADED");
    }

    private void free() throws Exception {
        server.order(ReadinessServer.FREE);
        awaitStatus("UP");
    }

    private void awaitStatus(String expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!answer().contains('"' + expected + '"')) {
            if (System.nanoTime() > deadline) {
                throw new IOException("readiness never became " + expected);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private String answer() throws IOException {
        try (InputStream in = readiness.toURL().openStream()) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    private static String spread(List<Double> ratios) {
        return "%.3f (%.3f to %.3f) over %d rounds"
                .formatted(
                        Median.of(ratios),
                        ratios.stream().min(Double::compare).orElseThrow(),
                        ratios.stream().max(Double::compare).orElseThrow(),
                        ratios.size());
    }
}
