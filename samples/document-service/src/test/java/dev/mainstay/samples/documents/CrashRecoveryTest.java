// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Workers in processes of their own that are killed, or freeze, with a job in hand. */
@Timeout(120)
class CrashRecoveryTest {
    /** The lease, the pause between two looks, and a start on a busy machine. */
    private static final Duration RECOVERED = Lease.LENGTH.multipliedBy(4);

    @TempDir Path tempDir;
    @TempDir Path texts;

    private EmbeddedRedis server;
    private Redis redis;
    private DocumentStore store;
    private SwitchableExtractor extractor;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 4, 5);
        store = new DocumentStore(redis);
        extractor = new SwitchableExtractor();
        extractor.hold();
    }

    @AfterEach
    void stop() {
        extractor.close();
        redis.close();
        server.close();
    }

    @Test
    void job_ofAKilledWorker_isFinishedByAnotherAndItsFileSwept() throws Exception {
        String id = add("one");
        try (var first = startWorker()) {
            await().atMost(RECOVERED).until(() -> extractor.asked().size() == 1);
            assertThat(InHand.files(tempDir)).hasSize(1);
            Processes.kill(first.pid());
        }
        assertThat(InHand.files(tempDir)).hasSize(1);

        try (var second = startWorker()) {
            assertThat(InHand.files(tempDir)).isEmpty();
            await().atMost(RECOVERED).until(() -> extractor.asked().size() == 2);
            // One answer is for the dead.
            extractor.letAnswer(2);
            await().until(() -> store.find(id).orElseThrow().status().equals("done"));
            await().untilAsserted(
                            () ->
                                    assertThat(second.output())
                                            .anyMatch(
                                                    it ->
                                                            it.contains("1 requeued")
                                                                    && it.contains(id)));
        }
        assertNothingIsLeft();
    }

    @Test
    void worker_thatWasFrozenBeyondItsLease_doesNotSettleWhatAnotherHas() throws Exception {
        String id = add("one");
        try (var frozen = startWorker()) {
            await().atMost(RECOVERED).until(() -> extractor.asked().size() == 1);
            Processes.freeze(frozen.pid());
            try (var sibling = startWorker()) {
                await().atMost(RECOVERED).until(() -> extractor.asked().size() == 2);

                extractor.letAnswer(1);
                Processes.thaw(frozen.pid());

                awaitLine(frozen, id + " is not this worker's any more");
                assertThat(store.find(id)).contains(new Document(id, "processing", null, null));
                extractor.letAnswer(1);
                await().until(() -> store.find(id).orElseThrow().status().equals("done"));
                awaitLine(sibling, id + " has 1 words");
                assertThat(frozen.output()).noneMatch(it -> it.endsWith(id + " has 1 words"));

                String next = add("two");
                extractor.letAnswer(1);
                await().atMost(RECOVERED)
                        .until(() -> store.find(next).orElseThrow().status().equals("done"));
            }
        }
    }

    private ServiceProcess startWorker() throws IOException {
        return ServiceProcess.start(
                tempDir,
                Map.of(
                        "ROLE", "worker",
                        "REDIS_URL", server.url().toString(),
                        "EXTRACTOR_URL", extractor.url().toString()));
    }

    private static void awaitLine(ServiceProcess worker, String end) {
        await().atMost(RECOVERED)
                .until(() -> worker.output().stream().anyMatch(it -> it.endsWith(end)));
    }

    private void assertNothingIsLeft() {
        RedisClient client = redis.client();
        assertThat(client.exists(DocumentStore.QUEUE)).isFalse();
        for (String worker : client.zrange(Lease.LEASES, 0, -1)) {
            assertThat(client.exists(DocumentStore.taken(worker))).as(worker).isFalse();
        }
    }

    private String add(String text) throws IOException {
        return store.add(Files.writeString(Files.createTempFile(texts, "", ".txt"), text));
    }
}
