// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Restarts two servers in turn behind HAProxy, which must be installed, under the load of {@link
 * LoadClients}, and counts the requests that fail. HAProxy reads readiness every 200 ms and tries
 * nothing twice, neither a request nor a connection.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.RollingRestart \
 *     [mainstay|plain [ROUNDS]]
 * }</pre>
 */
public final class RollingRestart {
    private static final String CONFIGURATION =
            """
            defaults
              mode http
              timeout connect 2s
              timeout client 30s
              timeout server 10s
              retries 0
            frontend all
              bind 127.0.0.1:%d
              default_backend servers
            backend servers
              balance roundrobin
              http-reuse safe
              option httpchk GET /health/ready
              http-check expect status 200
              default-server check inter 200ms fall 1 rise 1
              server one 127.0.0.1:%d
              server two 127.0.0.1:%d
            """;

    private RollingRestart() {}

    /**
     * Runs and prints; exits 1 if a request to {@code mainstay} failed.
     *
     * @param args the servers' variant (default mainstay), and how often each is restarted (default
     *     3)
     * @throws Exception if something does not start or does not end
     */
    public static void main(String[] args) throws Exception {
        String variant = args.length > 0 ? args[0] : "mainstay";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int[] ports = {Ports.free(), Ports.free(), Ports.free()};
        DeployProcess[] servers = {start(variant, ports[1]), start(variant, ports[2])};
        Path configuration = Files.createTempFile("haproxy", ".cfg");
        Files.writeString(configuration, CONFIGURATION.formatted(ports[0], ports[1], ports[2]));
        Process proxy =
                new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long failed;
        try {
            failed = run(variant, rounds, ports, servers);
        } finally {
            proxy.destroy();
            for (DeployProcess server : servers) {
                server.close();
            }
            Files.delete(configuration);
        }
        System.exit(failed > 0 && variant.equals("mainstay") ? 1 : 0);
    }

    private static long run(String variant, int rounds, int[] ports, DeployProcess[] servers)
            throws Exception {
        URI base = URI.create("http://127.0.0.1:" + ports[0]);
        awaitReady(base);
        var going = new AtomicBoolean(true);
        var clients = new LoadClients(base, going::get);
        TimeUnit.SECONDS.sleep(3);
        for (int i = 0; i < rounds * servers.length; i++) {
            int which = i % servers.length;
            double exit = servers[which].terminate();
            servers[which] = start(variant, ports[which + 1]);
            System.out.printf(
                    "restarted %d: exit after %.2f s, %d requests sent, %d failed %s%n",
                    which + 1, exit, clients.sent(), clients.failed(), clients.firstFailure());
            awaitReady(servers[which].base());
            TimeUnit.SECONDS.sleep(3);
        }
        going.set(false);
        clients.join();
        System.out.printf(
                "%s: %d restarts, %d requests sent, %d failed %s%n",
                variant,
                rounds * servers.length,
                clients.sent(),
                clients.failed(),
                clients.firstFailure());
        return clients.failed();
    }

    private static DeployProcess start(String variant, int port) throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        return DeployProcess.start(home, variant, Integer.toString(port));
    }

    private static void awaitReady(URI base) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!isReady(base)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(base + " is not ready");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean isReady(URI base) {
        try (var connection = new ProbeConnection(base, "/health/ready")) {
            return connection.ask() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
