// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static dev.mainstay.samples.documents.RunningService.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.shutdown.Phase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole service: does it do its work, and do its probes tell the truth. */
@Timeout(90)
class DocumentServiceTest {
    private static final Duration STARTED = Duration.ofSeconds(20);

    /** 1.1 × interval + 3 × timeout + 3 s of the check on Redis. */
    private static final Duration NOTICED = Duration.ofSeconds(10);

    @TempDir Path tempDir;

    private EmbeddedRedis redis;

    @BeforeEach
    void start() throws IOException {
        redis = EmbeddedRedis.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void document_posted_isDoneWithItsWords() throws Exception {
        try (var service = RunningService.start(redis.url(), Role.ALL, tempDir)) {
            HttpResponse<String> posted = service.post("one two three");
            String path = posted.headers().firstValue("Location").orElseThrow();

            await().until(() -> json(service.get(path)).path("words").asInt() == 3);
            assertThat(json(service.get(path)).path("status").asString()).isEqualTo("done");
            await().untilAsserted(() -> assertThat(InHand.files(tempDir)).isEmpty());
        }
    }

    @Test
    void document_acrossTwoProcesses_isDone() throws Exception {
        try (var api = RunningService.start(redis.url(), Role.API, tempDir);
                var worker = RunningService.start(redis.url(), Role.WORKER, tempDir)) {
            String path = api.post("one two").headers().firstValue("Location").orElseThrow();

            await().until(() -> json(api.get(path)).path("words").asInt() == 2);
            assertThat(worker.status("/documents")).isEqualTo(404);
            await().atMost(STARTED).until(() -> worker.status("/health/ready") == 200);
        }
    }

    @Test
    void health_ofAStartedService_isToldAtAllItsPaths() throws Exception {
        try (var service = RunningService.start(redis.url(), Role.ALL, tempDir)) {
            await().atMost(STARTED).until(() -> service.status("/health/ready") == 200);

            for (String path : List.of("/health/live", "/livez", "/readyz", "/startupz")) {
                assertThat(service.status(path)).as(path).isEqualTo(200);
            }
            assertThat(service.status("/health/detailed")).isEqualTo(401);
            HttpResponse<String> detailed =
                    service.send(
                            service.request("/health/detailed")
                                    .header("X-API-Key", RunningService.API_KEY)
                                    .build());
            assertThat(detailed.statusCode()).isEqualTo(200);
            assertThat(json(detailed).path("checks").propertyNames())
                    .containsExactlyInAnyOrder(
                            "deadlock",
                            "worker",
                            "redis",
                            "disk",
                            "memory",
                            "temp-files",
                            "queue",
                            "workers",
                            "connection",
                            "extractor",
                            "shutdown");
        }
    }

    @Test
    void probes_whenRedisFreezes_tellItInTimeAndRecover() throws Exception {
        try (var service = RunningService.start(redis.url(), Role.ALL, tempDir)) {
            await().atMost(STARTED).until(() -> service.status("/health/ready") == 200);

            Processes.freeze(redis.pid());
            await().atMost(NOTICED).until(() -> service.status("/health/ready") == 503);
            assertThat(service.status("/health/live")).isEqualTo(200);

            Processes.thaw(redis.pid());
            await().atMost(STARTED).until(() -> service.status("/health/ready") == 200);
        }
    }

    @Test
    void probes_whenClientsPostAgainstAFrozenRedis_areAnsweredStill() throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        try (var service = RunningService.start(redis.url(), Role.API, tempDir)) {
            await().atMost(STARTED).until(() -> service.status("/health/ready") == 200);
            Processes.freeze(redis.pid());

            List<CompletableFuture<Integer>> posts =
                    Stream.generate(() -> post(service, clients)).limit(100).toList();
            long slowest = 0;
            while (!posts.stream().allMatch(CompletableFuture::isDone)) {
                long start = System.nanoTime();
                assertThat(service.status("/health/live")).isEqualTo(200);
                slowest = Math.max(slowest, System.nanoTime() - start);
            }

            assertThat(posts).allSatisfy(post -> assertThat(post).isCompletedWithValue(503));
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(1500));
            assertThat(InHand.files(tempDir)).isEmpty();
            Processes.thaw(redis.pid());
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void probes_whenClientsSendTheirDocumentsSlowly_areAnsweredStill() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (var service = RunningService.start(redis.url(), Role.API, tempDir)) {
            await().atMost(STARTED).until(() -> service.status("/health/ready") == 200);
            for (int i = 0; i < 100; i++) {
                Socket socket = service.connect();
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                "POST /documents HTTP/1.1\r\nContent-Length: 99\r\n\r\na"
                                        .getBytes(US_ASCII));
            }

            long start = System.nanoTime();
            assertThat(service.status("/health/live")).isEqualTo(200);
            assertThat(service.post("one").statusCode()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void readiness_whenTempFilesPileUp_isDegraded() throws Exception {
        try (var service = RunningService.start(redis.url(), Role.API, tempDir)) {
            await().atMost(STARTED).until(() -> service.status("/health/ready") == 200);
            assertThat(service.check("temp-files").path("status").asString()).isEqualTo("UP");

            leaveTempFileOf(501L << 20);

            await().atMost(STARTED)
                    .until(() -> service.get("/health/ready").body().contains("DEGRADED"));
            assertThat(service.check("temp-files").path("status").asString()).isEqualTo("DEGRADED");
            assertThat(service.status("/health/ready")).isEqualTo(200);
        }
    }

    @Test
    void start_onceItWasToldToStop_leavesNoTempFiles() throws Exception {
        var service =
                DocumentService.inProcess(
                        RunningService.settings(redis.url(), null, Role.ALL, tempDir));
        service.shutdown().requestShutdown("before the start");
        service.shutdown().await();

        assertThatThrownBy(service::start).isInstanceOf(IllegalStateException.class);

        assertThat(tempDir).isEmptyDirectory();
    }

    @Test
    void shutdown_closesRedisAfterWhateverElseThereIsToClose() throws Exception {
        try (var inside = RunningService.start(redis.url(), Role.ALL, tempDir);
                var outside = RunningService.start(redis.url(), Role.API, tempDir)) {
            assertThat(inside.shutdown().explain())
                    .contains(": temp-files, extractor, redis (after temp-files, extractor)\n");
            assertThat(outside.shutdown().explain())
                    .contains(": temp-files, redis (after temp-files)\n");
        }
    }

    @Test
    void start_whenRedisIsDown_isAliveAndNotReady() throws Exception {
        redis.close();
        try (var service = RunningService.start(redis.url(), Role.ALL, tempDir)) {
            await().until(() -> service.get("/health/ready").body().contains("DOWN"));

            assertThat(service.status("/health/live")).isEqualTo(200);
        }
    }

    @Test
    void close_withARedisOfItsOwn_endsIt() throws Exception {
        var service = RunningService.start(null, Role.ALL, tempDir);
        List<ProcessHandle> children = children();
        assertThat(children).hasSize(1);

        service.close();

        assertThat(children()).isEmpty();
    }

    @Test
    void close_whenPartsThrow_endsItsRedisAllTheSame() throws Exception {
        var service = RunningService.start(null, Role.ALL, tempDir);
        assertThat(children()).hasSize(1);
        service.shutdown()
                .on(
                        Phase.WORK,
                        "failing",
                        () -> {
                            throw new IllegalStateException("on purpose");
                        });
        service.shutdown()
                .on(
                        Phase.CLIENTS,
                        "worse",
                        () -> {
                            throw new StackOverflowError("on purpose");
                        });

        service.close();

        assertThat(children()).isEmpty();
    }

    /** Of holes, beside those of the service. */
    private void leaveTempFileOf(long bytes) throws IOException {
        try (DirectoryStream<Path> own = Files.newDirectoryStream(tempDir, "mainstay-*")) {
            Path directory = own.iterator().next();
            try (var file = new RandomAccessFile(directory.resolve("big").toFile(), "rw")) {
                file.setLength(bytes);
            }
        }
    }

    private List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.isAlive() && child.pid() != redis.pid())
                .toList();
    }

    private static CompletableFuture<Integer> post(
            RunningService service, ExecutorService clients) {
        return CompletableFuture.supplyAsync(() -> service.post("text").statusCode(), clients);
    }
}
