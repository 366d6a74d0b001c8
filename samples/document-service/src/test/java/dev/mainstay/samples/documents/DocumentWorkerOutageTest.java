// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import dev.mainstay.health.checks.WorkerCheck;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.resilience.BreakerState;
import dev.mainstay.shutdown.InFlight;
import dev.mainstay.shutdown.TempFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ListDirection;

/**
 * A worker whose extractor, or Redis, is in trouble, or that has to stop: nothing is lost, nothing
 * fails in vain.
 */
@Timeout(60)
class DocumentWorkerOutageTest {
    private static final String NAME = "worker-1";

    @TempDir Path directory;

    private final WorkerRegistry registry = DocumentWorker.registry();
    private final InFlight inFlight = InFlight.create();
    private TempFiles files;
    private EmbeddedRedis server;
    private Redis redis;
    private RedisClient client;
    private DocumentStore store;
    private SwitchableExtractor extractor;
    private GuardedExtractor guarded;
    private DocumentWorker worker;
    private volatile Runnable whenAJobIsTaken = () -> {};

    @BeforeEach
    void start() throws IOException {
        files = TempFiles.builder("documents").parent(directory).build();
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 5, 5);
        client = redis.client();
        store = new DocumentStore(redis);
        extractor = new SwitchableExtractor();
    }

    @AfterEach
    void stop() {
        worker.close();
        extractor.close();
        redis.close();
        server.close();
        files.close();
    }

    @Test
    void document_thatMakesTheExtractorFail_isFailedAfterFiveTimesAndAnotherTextsAnswer()
            throws Exception {
        String id = add(SwitchableExtractor.POISON);
        startWorker(Duration.ofMillis(100));

        awaitStatus(id, "failed");
        assertThat(store.find(id).orElseThrow().reason()).isEqualTo("the extractor answered 500");
        assertThat(Collections.frequency(extractor.asked(), SwitchableExtractor.POISON))
                .isEqualTo(DocumentWorker.MOST_FAULTS);
        assertThat(client.exists(DocumentStore.taken(NAME))).isFalse();
        assertThat(client.exists(DocumentStore.QUEUE)).isFalse();
    }

    @Test
    void document_thatMakesTheExtractorFail_holdsNoOtherUp() throws Exception {
        String poison = add(SwitchableExtractor.POISON);
        List<String> others = List.of(add("one"), add("two"), add("three"));
        startWorker(Duration.ofHours(1));

        for (String other : others) {
            awaitStatus(other, "done");
        }
        assertThat(extractor.asked()).startsWith(SwitchableExtractor.POISON, "one", "two", "three");
        assertThat(store.find(poison).orElseThrow().status()).isNotEqualTo("failed");
    }

    @Test
    void document_whileTheExtractorFailsOnAll_isNotFailed() throws Exception {
        extractor.answers(500);
        String id = add("one");
        startWorker(Duration.ofMillis(100));

        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                Collections.frequency(extractor.asked(), "one")
                                        > DocumentWorker.MOST_FAULTS + 1);
        extractor.answers(200);

        awaitStatus(id, "done");
    }

    @Test
    void worker_whileTheBreakerIsOpen_takesNoJobAndWaits() throws Exception {
        extractor.answers(503);
        String id = add("one");
        startWorker(Duration.ofHours(1));
        awaitState(BreakerState.OPEN);
        String second = add("two");

        await().untilAsserted(
                        () ->
                                assertThat(client.lrange(DocumentStore.QUEUE, 0, -1))
                                        .containsExactly(second, id));
        await().untilAsserted(() -> assertThat(workers()).containsEntry("workersWaiting", 1L));
        await().during(Duration.ofSeconds(2)).until(() -> extractor.asked().size() == 3);
        assertThat(client.exists(DocumentStore.taken(NAME))).isFalse();
        assertThat(registry.givenBack()).isEqualTo(3);
        assertThat(registry.failed()).isZero();
        assertThat(WorkerCheck.of(registry).check().status()).isEqualTo(Status.UP);
        assertThat(client.hexists(DocumentStore.key(id), "extractorFaults")).isFalse();

        long start = System.nanoTime();
        worker.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void job_inHandWhenTheBreakerRefuses_goesBackAndSpendsNoAttempt() throws Exception {
        whenAJobIsTaken = () -> guarded.breaker().isolate();
        startWorker(Duration.ofHours(1));
        String id = add("one");

        await().until(() -> registry.givenBack() == 1);
        assertThat(store.find(id).orElseThrow().status()).isEqualTo("queued");
        assertThat(client.hexists(DocumentStore.key(id), "extractorFaults")).isFalse();
        assertThat(extractor.asked()).isEmpty();

        whenAJobIsTaken = () -> {};
        guarded.breaker().reset();
        awaitStatus(id, "done");
    }

    @Test
    void stopTaking_whileAJobIsInHand_countsItUntilItIsSettled() throws Exception {
        extractor.hold();
        String id = add("one");
        startWorker(Duration.ofHours(1));
        await().until(() -> extractor.asked().size() == 1);
        String next = add("two");

        worker.stopTaking();

        assertThat(inFlight.items())
                .singleElement()
                .satisfies(item -> assertThat(item.name()).isEqualTo("document " + id));
        extractor.letAnswer(1);
        assertThat(inFlight.awaitZero(Duration.ofSeconds(20))).isTrue();
        assertThat(store.find(id).orElseThrow().status()).isEqualTo("done");
        assertThat(client.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(next);
    }

    @Test
    void job_whoseTakingWasNeverAnswered_isDone() throws Exception {
        String id = add("one");
        client.lmove(
                DocumentStore.QUEUE,
                DocumentStore.taken(NAME),
                ListDirection.RIGHT,
                ListDirection.LEFT);
        startWorker(Duration.ofHours(1));

        awaitStatus(id, "done");
    }

    @Test
    void job_thatAnotherWorkerHas_isNotSettled() throws Exception {
        extractor.hold();
        String id = add("one");
        startWorker(Duration.ofHours(1));
        await().until(() -> extractor.asked().size() == 1);
        String others = DocumentStore.taken("worker-2");
        client.lmove(DocumentStore.taken(NAME), others, ListDirection.RIGHT, ListDirection.LEFT);

        extractor.letAnswer(1);

        await().until(() -> registry.givenBack() == 1);
        assertThat(store.find(id)).contains(new Document(id, "processing", null, null));
        assertThat(client.lrange(others, 0, -1)).containsExactly(id);
        assertThat(client.exists(DocumentStore.QUEUE)).isFalse();
    }

    @Test
    void stopTaking_whileTheWorkerWaitsForAJob_returnsWhenItWillTakeNone() throws Exception {
        startWorker(Duration.ofHours(1));
        await().until(() -> blockedInRedis() == 1);

        worker.stopTaking();

        assertThat(blockedInRedis()).isZero();
        String id = add("one");
        await().during(Duration.ofSeconds(2))
                .until(() -> client.lrange(DocumentStore.QUEUE, 0, -1).equals(List.of(id)));
        assertThat(worker.supervisor().check().status()).isEqualTo(Status.UP);
    }

    @Test
    void worker_whenRedisIsLost_waitsForItAndIsNotDead() throws Exception {
        startWorker(Duration.ofHours(1));
        await().until(() -> worker.supervisor().check().status() == Status.UP);
        server.close();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> worker.supervisor().check().status() == Status.DEGRADED);
        Health lost = worker.supervisor().check();
        assertThat(lost.message().orElseThrow()).contains("StoreUnavailableException");
        assertThat((double) lost.details().get("nextAttemptSeconds")).isBetween(0.0, 5.0);
        assertThat(WorkerCheck.stuck(registry).check().status()).isEqualTo(Status.UP);
        assertThat(workers()).containsEntry("workersWaiting", 1L);
    }

    private long blockedInRedis() {
        return client.info("clients")
                .lines()
                .filter(line -> line.startsWith("blocked_clients:"))
                .mapToLong(line -> Long.parseLong(line.substring("blocked_clients:".length())))
                .sum();
    }

    private Map<String, Object> workers() {
        return WorkerCheck.of(registry).check().details();
    }

    private TempFiles.Entry workFile() {
        whenAJobIsTaken.run();
        return files.createFile(".work");
    }

    private void startWorker(Duration recoveryTimeout) {
        guarded =
                new GuardedExtractor(
                        new Extractor(extractor.url(), Extractor.LONGEST), 3, recoveryTimeout);
        worker =
                new DocumentWorker(
                        NAME,
                        store,
                        guarded,
                        registry,
                        new Lease(redis, NAME, Lease.LENGTH),
                        this::workFile,
                        inFlight);
        worker.start();
    }

    private void awaitState(BreakerState state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> guarded.breaker().state() == state);
    }

    private void awaitStatus(String id, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> store.find(id).orElseThrow().status().equals(status));
    }

    private String add(String text) throws IOException {
        return store.add(Files.writeString(Files.createTempFile(directory, "", ".txt"), text));
    }
}
