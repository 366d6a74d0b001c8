// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sends SIGTERM to document-service while it has nothing to do, five times as an API and five times
 * as a worker, and tells how long it takes until the process is gone. Redis is another process.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.IdleExit \
 *     samples/document-service/target/document-service.jar
 * }</pre>
 */
public final class IdleExit {
    private static final int RUNS = 5;
    private static final double MEDIAN_SECONDS = 0.3;
    private static final double LONGEST_SECONDS = 1;

    /** Nobody listens there, and nobody is asked. */
    private static final URI EXTRACTOR = URI.create("http://127.0.0.1:9/");

    private IdleExit() {}

    /**
     * Runs and prints; exits 1 if a median is not below 300 ms, or one exit takes more than 1 s.
     *
     * @param args the jar of document-service
     * @throws Exception if a process does not start or does not end
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("usage: IdleExit DOCUMENT_SERVICE_JAR");
            System.exit(2);
        }
        List<Double> api = new ArrayList<>();
        List<Double> worker = new ArrayList<>();
        try (var processes = new DocumentProcesses(Path.of(args[0]), EXTRACTOR)) {
            processes.startRedis();
            for (int run = 0; run < RUNS; run++) {
                processes.startApi();
                api.add(processes.terminateApi());
                processes.startWorker(0);
                worker.add(processes.terminateWorker(0));
            }
        }
        boolean quickApi = isQuick("api", api);
        boolean quickWorker = isQuick("worker", worker);
        System.exit(quickApi && quickWorker ? 0 : 1);
    }

    private static boolean isQuick(String role, List<Double> seconds) {
        Collections.sort(seconds);
        double median = seconds.get(RUNS / 2);
        double longest = seconds.get(RUNS - 1);
        System.out.printf(
                "%-6s exit after %.0f ms, median of %d; %.0f to %.0f ms%n",
                role, median * 1e3, RUNS, seconds.get(0) * 1e3, longest * 1e3);
        return median < MEDIAN_SECONDS && longest <= LONGEST_SECONDS;
    }
}
