// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Sends SIGTERM to a server under the load of {@link LoadClients}, and counts the requests that
 * fail. What balances the clients does what load balancers do: it reads readiness every 200 ms on a
 * new connection, and sends nothing more after the first answer that is not 200. Runs of the two
 * variants of {@link DeployServer} alternate.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.RollingDeploy \
 *     [RUNS [JAVA_HOME...]]
 * }</pre>
 */
public final class RollingDeploy {
    private static final List<String> VARIANTS = List.of("mainstay", "plain");
    private static final int READINESS_MILLIS = 200;
    private static final long SEED = 42;

    private record Run(long failed, long sent, double exit, String firstFailure) {}

    private RollingDeploy() {}

    /**
     * Runs and prints; exits 1 if a request to ours failed.
     *
     * @param args runs of each variant (default 5), and the homes of the JDKs to run the servers on
     *     (default this one's)
     * @throws Exception if a server does not start or does not end
     */
    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        List<String> homes =
                args.length > 1
                        ? List.of(args).subList(1, args.length)
                        : List.of(System.getProperty("java.home"));
        var random = new Random(SEED);
        long oursFailed = 0;
        for (String home : homes) {
            List<List<Run>> all =
                    VARIANTS.stream().<List<Run>>map(it -> new ArrayList<>()).toList();
            for (int run = 0; run < runs; run++) {
                for (int variant = 0; variant < VARIANTS.size(); variant++) {
                    int millis = 2_500 + random.nextInt(500);
                    all.get(variant).add(run(Path.of(home), VARIANTS.get(variant), millis));
                }
            }
            System.out.println("servers on " + home);
            for (int variant = 0; variant < VARIANTS.size(); variant++) {
                print(VARIANTS.get(variant), all.get(variant));
            }
            oursFailed += all.get(0).stream().mapToLong(Run::failed).sum();
        }
        System.exit(oursFailed == 0 ? 0 : 1);
    }

    private static Run run(Path home, String variant, int millis)
            throws IOException, InterruptedException {
        try (DeployProcess server = DeployProcess.start(home, variant)) {
            Balancer balancer = new Balancer(server.base());
            balancer.start();
            var clients = new LoadClients(server.base(), balancer::isIn);
            TimeUnit.MILLISECONDS.sleep(millis);
            double exit = server.terminate();
            balancer.join();
            clients.join();
            return new Run(clients.failed(), clients.sent(), exit, clients.firstFailure());
        }
    }

    private static void print(String variant, List<Run> runs) {
        System.out.printf(
                "  %-10s failed %-22s sent %-34s exit s %-32s %s%n",
                variant,
                runs.stream().map(it -> "" + it.failed).collect(Collectors.joining(" ")),
                runs.stream().map(it -> "" + it.sent).collect(Collectors.joining(" ")),
                runs.stream().map(it -> "%.2f".formatted(it.exit)).collect(Collectors.joining(" ")),
                runs.stream().map(Run::firstFailure).distinct().collect(Collectors.joining(" ")));
    }

    /** Reads readiness. */
    private static final class Balancer extends Thread {
        private final URI base;
        private volatile boolean in = true;

        Balancer(URI base) {
            super("balancer");
            this.base = base;
        }

        boolean isIn() {
            return in;
        }

        @Override
        public void run() {
            try {
                while (ready()) {
                    TimeUnit.MILLISECONDS.sleep(READINESS_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            in = false;
        }

        private boolean ready() {
            try (var connection =
                    new ProbeConnection(base, "/health/ready", "Connection: close\r\n")) {
                return connection.ask() == 200;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
