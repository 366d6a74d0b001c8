// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Many connections that are kept open, and probers that ask without a break, on a real port: when
 * they have gone, nothing of them is left. {@code ConnectionsSoak} in benchmarks does it for long.
 */
public abstract class KeptConnectionsHttpContract extends HttpContract {
    /** With the probers' fewer than the JDK's server keeps while they are idle. */
    private static final int CONNECTIONS = 150;

    private static final int PROBERS = 8;

    /** Fewer than after which Tomcat closes a connection. */
    private static final int REQUESTS = 90;

    private static final List<String> PATHS =
            List.of("/health/ready", "/health/live", "/health/detailed");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final int MORE_DESCRIPTORS = 20;

    /** Of a server's pool, which the first round need not have filled. */
    private static final int MORE_THREADS = 75;

    @Test
    void connections_keptAndGone_leaveNothingBehind() throws Exception {
        assumeThat(DESCRIPTORS).isDirectory();
        askOnOneConnection(PATHS.size());
        long descriptors = descriptors();
        askOnManyConnections();
        int threads = threads();

        askOnManyConnections();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            assertThat(descriptors()).isLessThan(descriptors + MORE_DESCRIPTORS);
                            assertThat(threads()).isLessThan(threads + MORE_THREADS);
                        });
    }

    private void askOnManyConnections() throws Exception {
        List<RawHttp> kept = new ArrayList<>();
        ExecutorService probers = Executors.newFixedThreadPool(PROBERS);
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                kept.add(RawHttp.connect(base()));
                ask(kept.get(i), i);
            }
            Callable<Void> prober = () -> askOnOneConnection(REQUESTS);
            List<Future<Void>> done = probers.invokeAll(Collections.nCopies(PROBERS, prober));
            for (Future<Void> one : done) {
                one.get();
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                ask(kept.get(i), i);
            }
        } finally {
            probers.shutdownNow();
            for (RawHttp connection : kept) {
                connection.close();
            }
        }
    }

    private Void askOnOneConnection(int requests) throws IOException {
        try (RawHttp connection = RawHttp.connect(base())) {
            for (int i = 0; i < requests; i++) {
                ask(connection, i);
            }
        }
        return null;
    }

    private static void ask(RawHttp connection, int turn) throws IOException {
        String path = PATHS.get(turn % PATHS.size());
        assertThat(connection.request("GET", path, "X-API-Key: " + KEY).status()).isEqualTo(200);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
