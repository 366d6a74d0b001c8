// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import dev.mainstay.shutdown.ShutdownReport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of the end of a process whose server is drained and stopped, on a real port. */
public abstract class ShutdownHttpContract {
    /** What {@code /app} answers with. */
    public static final String BODY = "x".repeat(1_000_000);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> IN_HAND =
            List.of("GET /app", "GET /missing", "GET /broken", "HEAD /app");

    private final CountDownLatch release = new CountDownLatch(1);
    private final Map<RawHttp, String> inHand = new LinkedHashMap<>();
    private final HealthMonitor health =
            HealthMonitor.builder().liveness("deadlock", Health::up).build().start();
    private final ShutdownCoordinator shutdown =
            ShutdownCoordinator.builder(health)
                    .timeout(Duration.ofSeconds(30))
                    .propagationDelay(Duration.ZERO)
                    .endsProcess(false)
                    .build();
    private URI base;

    /**
     * Starts a server on a free port of the loopback interface with at least twelve threads, and
     * gives the shutdown what refuses requests and what stops it, as the documentation has it.
     * Behind the filter, each calling the application first, are {@code /app}, which answers 200
     * with {@link #BODY} and its length, {@code /missing}, which leaves it to the server to answer
     * 404, and {@code /broken}, which throws.
     *
     * @return where it is, without a path
     */
    protected abstract URI start(
            HealthEndpoints endpoints,
            ShutdownCoordinator shutdown,
            UploadHttpContract.Application application)
            throws Exception;

    /** Stops what was started, if it has not stopped. */
    protected abstract void stop() throws Exception;

    /** Whether the answer to an exception can ask for that. */
    protected boolean closesAfterAnException() {
        return true;
    }

    @BeforeEach
    void startServer() throws Exception {
        base = start(HealthEndpoints.of(health), shutdown, this::serve);
    }

    @AfterEach
    void stopServer() throws Exception {
        release.countDown();
        for (RawHttp client : inHand.keySet()) {
            client.close();
        }
        stop();
        health.close();
    }

    @Test
    void shutdown_withRequestsInHand_losesNone() throws Exception {
        List<Integer> liveness = new CopyOnWriteArrayList<>();
        shutdown.on(Phase.CONSUMERS, "probe", () -> liveness.add(status("/health/live")));
        shutdown.on(Phase.TELEMETRY, "last-probe", () -> liveness.add(status("/health/live")));
        for (String request : IN_HAND) {
            send(request);
            send(request);
        }
        awaitInHand();

        shutdown.requestShutdown("deploy");
        await().atMost(SOON).until(shutdown.inFlight()::isRefusing);
        for (int i = 0; i < 10; i++) {
            assertIsRefused();
            assertThat(status("/health/live")).isEqualTo(200);
            assertThat(status("/health/ready")).isEqualTo(503);
        }
        release.countDown();

        for (var client : inHand.entrySet()) {
            assertIsWhole(client.getKey(), client.getValue());
        }
        assertThat(shutdown.await(SOON)).get().matches(ShutdownReport::isClean);
        assertThat(liveness).containsExactly(200, 200);
        assertThatThrownBy(() -> RawHttp.connect(base)).isInstanceOf(IOException.class);
    }

    /** A server has its own pages for errors, and sends them when all filters have returned. */
    @Test
    void shutdown_rightAfterErrors_letsTheServerSendThem() throws Exception {
        for (int i = 0; i < 4; i++) {
            send("GET /missing");
            send("GET /broken");
        }
        awaitInHand();

        shutdown.requestShutdown("deploy");
        await().atMost(SOON).until(shutdown.inFlight()::isRefusing);
        release.countDown();

        for (var client : inHand.entrySet()) {
            assertIsWhole(client.getKey(), client.getValue());
        }
        assertThat(shutdown.await(SOON)).get().matches(ShutdownReport::isClean);
    }

    private void awaitInHand() {
        await().atMost(SOON).until(() -> shutdown.inFlight().count() == inHand.size());
    }

    private void send(String request) throws IOException {
        RawHttp client = RawHttp.connect(base);
        inHand.put(client, request);
        client.write(request + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private void assertIsWhole(RawHttp client, String request) throws IOException {
        RawHttp.Answer answer = client.answer(!request.startsWith("HEAD"));

        int status = request.endsWith("missing") ? 404 : request.endsWith("broken") ? 500 : 200;
        assertThat(answer.status()).as(request).isEqualTo(status);
        if (status != 500 || closesAfterAnException()) {
            assertThat(answer.headers()).as(request).containsEntry("Connection", "close");
        }
        if (request.equals("GET /app")) {
            assertThat(answer.body().equals(BODY)).as("its whole body").isTrue();
        } else if (!request.startsWith("HEAD")) {
            assertThat(answer.headers().getOrDefault("Content-Length", "0"))
                    .as(request)
                    .isEqualTo(Integer.toString(answer.body().getBytes(UTF_8).length));
        }
        assertThat(client.isEnded()).as(request).isTrue();
    }

    private void assertIsRefused() throws IOException {
        try (RawHttp client = RawHttp.connect(base)) {
            RawHttp.Answer answer = client.request("GET", "/app");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    private int status(String path) throws IOException {
        try (RawHttp client = RawHttp.connect(base)) {
            return client.request("GET", path).status();
        }
    }

    private void serve() throws IOException {
        try {
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IOException("not released");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
