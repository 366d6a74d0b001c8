// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of one class in interleaved forks, round after round, and prints the median
 * of each and its ratio to a base with the ratio's spread over the rounds. What the machine does
 * besides falls on all of them alike.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.Interleaved CLASS BASE \
 *     [ROUNDS] [THREADS]
 * }</pre>
 */
public final class Interleaved {
    private record Key(String parameters, String benchmark) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = parameters.compareTo(other.parameters);
            return order != 0 ? order : benchmark.compareTo(other.benchmark);
        }
    }

    private record Figures(List<Double> scores, List<Double> bytes) {
        Figures() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private Interleaved() {}

    /**
     * Runs and prints.
     *
     * @param args the benchmark class's simple name, the base's method name, rounds (default 10),
     *     threads (default 1)
     * @throws RunnerException if a benchmark fails
     */
    public static void main(String[] args) throws RunnerException {
        if (args.length < 2) {
            System.err.println("usage: Interleaved CLASS BASE [ROUNDS] [THREADS]");
            System.exit(2);
        }
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        int threads = args.length > 3 ? Integer.parseInt(args[3]) : 1;
        List<String> names = benchmarks(args[0]);
        Map<Key, Figures> all = new TreeMap<>();
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("round %d of %d%n", round, rounds);
            // Another order each round: what runs first or last must not always be the same.
            Collections.rotate(names, 1);
            for (String benchmark : names) {
                for (RunResult result : oneFork(benchmark, threads)) {
                    add(all, result);
                }
            }
        }
        print(all, args[1], rounds, threads);
    }

    /** The benchmarks of a class, by their full names. */
    private static List<String> benchmarks(String className) {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT),
                        List.of("\\b" + className + "\\b"),
                        List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Iterable<RunResult> oneFork(String benchmark, int threads)
            throws RunnerException {
        return new Runner(
                        new OptionsBuilder()
                                .include("^" + Pattern.quote(benchmark) + "$")
                                .forks(1)
                                .threads(threads)
                                .shouldFailOnError(true)
                                .verbosity(VerboseMode.SILENT)
                                .addProfiler(GCProfiler.class)
                                .build())
                .run();
    }

    private static void add(Map<Key, Figures> all, RunResult result) {
        var params = result.getParams();
        var parameters = new StringBuilder();
        for (String name : params.getParamsKeys()) {
            String value = params.getParam(name);
            parameters.append(name).append('=').append(value).append(' ');
        }
        String benchmark = params.getBenchmark();
        var key =
                new Key(parameters.toString(), benchmark.substring(benchmark.lastIndexOf('.') + 1));
        Figures figures = all.computeIfAbsent(key, k -> new Figures());
        figures.scores.add(result.getPrimaryResult().getScore());
        figures.bytes.add(result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }

    private static void print(Map<Key, Figures> all, String base, int rounds, int threads) {
        System.out.printf(
                "medians of %d interleaved forks, threads: %d; ratio to %s (least..most)%n",
                rounds, threads, base);
        all.forEach(
                (key, figures) -> {
                    Figures floor = all.get(new Key(key.parameters, base));
                    var ratios = new ArrayList<Double>();
                    for (int i = 0; i < figures.scores.size(); i++) {
                        ratios.add(figures.scores.get(i) / floor.scores.get(i));
                    }
                    System.out.printf(
                            "%-16s %-20s %8.2f ns %8.3f B/op   %.3f (%.3f..%.3f)%n",
                            key.parameters,
                            key.benchmark,
                            Median.of(figures.scores),
                            Median.of(figures.bytes),
                            Median.of(figures.scores) / Median.of(floor.scores),
                            ratios.stream().min(Double::compare).orElseThrow(),
                            ratios.stream().max(Double::compare).orElseThrow());
                });
    }
}
