// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import dev.mainstay.health.checks.QueueCheck;
import dev.mainstay.health.checks.QueueReading;
import dev.mainstay.health.checks.WorkerCheck;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.shutdown.InFlight;
import dev.mainstay.shutdown.TempFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

@Timeout(60)
class DocumentWorkerTest {
    private static final String NAME = "worker-1";

    @TempDir Path directory;

    private final WorkerRegistry registry = DocumentWorker.registry();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int status = 200;

    private TempFiles files;
    private EmbeddedRedis server;
    private Redis redis;
    private RedisClient client;
    private DocumentStore store;
    private HttpServer extractor;
    private DocumentWorker worker;

    @BeforeEach
    void start() throws IOException {
        files = TempFiles.builder("documents").parent(directory).build();
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 5, 5);
        client = redis.client();
        store = new DocumentStore(redis);
        extractor =
                listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.ofItsOwn()));
    }

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        worker.close();
        extractor.stop(0);
        redis.close();
        server.close();
        files.close();
    }

    @Test
    void job_whileTheExtractorWorks_liesInTheWorkersListAndInTheRegistry() throws Exception {
        String id = store.add(file("one"));
        startWorker();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(client.lrange(DocumentStore.taken(NAME), 0, -1)).containsExactly(id);
        assertThat(store.find(id).orElseThrow().status()).isEqualTo("processing");
        Health health = WorkerCheck.of(registry).check();
        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.details()).containsEntry("oldestJob", id);

        mayAnswer.countDown();
        awaitStatus(id, "done");
        assertThat(store.find(id).orElseThrow().words()).isEqualTo(42);
        assertThat(client.exists(DocumentStore.taken(NAME))).isFalse();
        await().untilAsserted(() -> assertThat(registry.done()).isEqualTo(1));
    }

    @Test
    void job_whenTheExtractorRefusesIt_isFailedWithoutItsAddress() throws Exception {
        status = 422;
        mayAnswer.countDown();
        String id = store.add(file("one"));
        startWorker();

        awaitStatus(id, "failed");
        assertThat(store.find(id).orElseThrow().reason()).isEqualTo("the extractor answered 422");
        assertThat(client.exists(DocumentStore.taken(NAME))).isFalse();
        await().untilAsserted(() -> assertThat(registry.failed()).isEqualTo(1));
    }

    @Test
    void job_whileTheExtractorIsBusy_goesBackForAsLongAsItIs() throws Exception {
        status = 429;
        mayAnswer.countDown();
        String id = store.add(file("one"));
        startWorker();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> calls.get() > DocumentWorker.MOST_FAULTS);
        status = 200;

        awaitStatus(id, "done");
    }

    @Test
    void job_whileTheExtractorIsAway_goesBackAndTheWorkerSaysWhatItWaitsFor() throws Exception {
        mayAnswer.countDown();
        InetSocketAddress address = extractor.getAddress();
        extractor.stop(0);
        String id = store.add(file("one"));
        startWorker();
        var queue =
                QueueCheck.builder(() -> QueueReading.of(1))
                        .workers(registry)
                        .stalledAfter(Duration.ofNanos(1))
                        .build();

        await().until(
                        () ->
                                queue.check()
                                        .message()
                                        .orElse("")
                                        .endsWith("while workers wait for: the extractor"));
        assertThat(store.find(id).orElseThrow().status()).isEqualTo("queued");

        extractor = listen(address);
        awaitStatus(id, "done");
    }

    @Test
    void job_whenTheExtractorTakesTooLong_goesBack() throws Exception {
        String id = store.add(file("one"));
        startWorker(Duration.ofMillis(200));

        await().until(() -> registry.givenBack() == 1);
        mayAnswer.countDown();

        awaitStatus(id, "done");
    }

    @Test
    void job_whenItsTextIsGone_isFailed() throws Exception {
        String id = store.add(file("one"));
        client.del(DocumentStore.text(id));
        startWorker();

        awaitStatus(id, "failed");
        assertThat(store.find(id).orElseThrow().reason()).isEqualTo("the text is gone");
    }

    @Test
    void job_whenThereIsNoRoomForItsFile_goesBack() throws Exception {
        String id = store.add(file("one"));
        startWorker(Extractor.LONGEST, DocumentWorkerTest::noRoom);

        await().untilAsserted(() -> assertThat(registry.givenBack()).isPositive());
        worker.close();

        assertThat(store.find(id).orElseThrow().status()).isEqualTo("queued");
        assertThat(client.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(id);
        assertThat(client.exists(DocumentStore.taken(NAME))).isFalse();
    }

    @Test
    void worker_whenRedisFreezesAndThaws_doesTheNextJobOnce() throws Exception {
        mayAnswer.countDown();
        startWorker();
        Processes.freeze(server.pid());
        // Two calls that end with their timeouts outlast the worker's blocking one.
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> store.find("any"))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        Processes.thaw(server.pid());

        Path file = file("one");
        String id =
                await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                        .until(() -> store.add(file), it -> true);

        awaitStatus(id, "done");
        assertThat(calls).hasValue(1);
    }

    @Test
    void close_whenTheExtractorNeverAnswers_givesTheJobBack() throws Exception {
        String id = store.add(file("one"));
        startWorker();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        worker.close();

        assertThat(store.find(id).orElseThrow().status()).isEqualTo("queued");
        assertThat(client.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(id);
        assertThat(client.exists(DocumentStore.taken(NAME))).isFalse();
        assertThat(InHand.files(directory)).isEmpty();
    }

    @Test
    void stopTaking_whenIdle_waitsForNoLongBlock() throws Exception {
        startWorker();
        // Its first wait has just begun, and is as long as any.
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> client.info("clients").contains("blocked_clients:1"));

        long begin = System.nanoTime();
        worker.stopTaking();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(800));
    }

    @Test
    void close_whenIdle_endsTheWorker() throws Exception {
        startWorker();

        worker.close();

        assertThat(WorkerCheck.of(registry).check().details()).containsEntry("workersAlive", 0L);
        assertThat(WorkerCheck.stuck(registry).check().status()).isEqualTo(Status.UP);
    }

    private HttpServer listen(InetSocketAddress address) throws IOException {
        HttpServer listening = HttpServer.create(address, 0);
        listening.createContext("/", this::answer);
        listening.start();
        return listening;
    }

    private void startWorker() {
        startWorker(Extractor.LONGEST);
    }

    private void startWorker(Duration timeout) {
        startWorker(timeout, () -> files.createFile(".work"));
    }

    private void startWorker(Duration timeout, Supplier<TempFiles.Entry> workFiles) {
        URI url = URI.create("http://127.0.0.1:" + extractor.getAddress().getPort() + "/");
        var guarded = new GuardedExtractor(new Extractor(url, timeout), 3, Duration.ofMillis(100));
        worker =
                new DocumentWorker(
                        NAME,
                        store,
                        guarded,
                        registry,
                        new Lease(redis, NAME, Lease.LENGTH),
                        workFiles,
                        InFlight.create());
        worker.start();
    }

    private static TempFiles.Entry noRoom() {
        throw new UncheckedIOException(new IOException("no space left on device"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            calls.incrementAndGet();
            asked.countDown();
            mayAnswer.await();
            byte[] answer = "{\"words\":42}".getBytes(UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStatus(String id, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> store.find(id).orElseThrow().status().equals(status));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "", ".txt"), text);
    }
}
