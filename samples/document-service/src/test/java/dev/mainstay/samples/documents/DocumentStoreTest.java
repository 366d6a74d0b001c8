// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

@Timeout(60)
class DocumentStoreTest {
    private static final String WORKER = "worker-1";

    @TempDir Path directory;

    private EmbeddedRedis server;
    private Redis redis;
    private RedisClient client;
    private DocumentStore store;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 4, 5);
        client = redis.client();
        store = new DocumentStore(redis);
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void add_text_storesItWithItsJob() throws IOException {
        String id = store.add(file("one two"));

        assertThat(store.find(id)).contains(new Document(id, "queued", null, null));
        assertThat(client.get(DocumentStore.text(id))).isEqualTo("one two");
        assertThat(client.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(id);
        assertThat(store.queuedAt(id)).isNotNull();
    }

    @Test
    void add_textOfManyPieces_comesOutByteForByte() throws IOException {
        byte[] bytes = new byte[300_001];
        new Random(42).nextBytes(bytes);
        String id = store.add(Files.write(directory.resolve("in"), bytes));
        Path out = directory.resolve("out");
        var pieces = new AtomicInteger();

        assertThat(store.copyText(id, out, pieces::incrementAndGet)).isTrue();

        assertThat(out).hasBinaryContent(bytes);
        assertThat(pieces).hasValue(5);
    }

    @Test
    void add_whenFileCannotBeRead_storesNothing() {
        assertThatThrownBy(() -> store.add(directory.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(client.dbSize()).isZero();
        assertThat(client.ping()).isEqualTo("PONG");
    }

    @Test
    void add_whenRedisIsFrozen_failsAndIsNotDoneLater() throws Exception {
        Path text = file("one");
        assertThat(client.ping()).isEqualTo("PONG");
        Processes.freeze(server.pid());

        assertThatThrownBy(() -> store.add(text)).isInstanceOf(StoreUnavailableException.class);

        Processes.thaw(server.pid());
        await().untilAsserted(() -> assertThat(redis.call(RedisClient::dbSize)).isZero());
    }

    @Test
    void add_whenRedisRefusesToWrite_storesNothing() throws IOException {
        Path text = file("one");
        client.configSet("maxmemory", "1");

        assertThatThrownBy(() -> store.add(text)).isInstanceOf(StoreUnavailableException.class);

        assertThat(client.dbSize()).isZero();
    }

    @Test
    void add_whenRedisIsGone_fails() throws IOException {
        Path text = file("one");
        Processes.kill(server.pid());

        assertThatThrownBy(() -> store.add(text)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void take_whenQueueIsEmpty_isEmpty() {
        assertThat(store.take(WORKER)).isEmpty();
    }

    @Test
    void take_severalJobs_comeInOrder() throws IOException {
        String first = store.add(file("one"));
        String second = store.add(file("two"));

        assertThat(store.take(WORKER)).contains(first);
        store.done(first, WORKER, 1);
        assertThat(store.take(WORKER)).contains(second);
    }

    @Test
    void take_job_liesInTheWorkersListUntilItIsSettled() throws IOException {
        String id = store.add(file("one"));

        assertThat(store.take(WORKER)).contains(id);

        assertThat(client.llen(DocumentStore.QUEUE)).isZero();
        assertThat(client.lrange(DocumentStore.taken(WORKER), 0, -1)).containsExactly(id);
        assertThat(store.find(id)).contains(new Document(id, "processing", null, null));
    }

    @Test
    void take_whenTheLastJobIsNotSettled_isThatJobAgain() throws IOException {
        String id = store.add(file("one"));
        store.add(file("two"));
        store.take(WORKER);

        assertThat(store.take(WORKER)).contains(id);
    }

    @Test
    void done_job_isStoredAndAcknowledged() throws IOException {
        String id = taken();

        store.done(id, WORKER, 7);

        assertThat(store.find(id)).contains(new Document(id, "done", 7L, null));
        assertThat(client.exists(DocumentStore.taken(WORKER))).isFalse();
        assertThat(client.exists(DocumentStore.text(id))).isFalse();
        assertThat(client.ttl(DocumentStore.key(id)))
                .isBetween(1L, DocumentStore.RETENTION.toSeconds());
    }

    @Test
    void done_whenRedisRefusesToWrite_acknowledgesNothing() throws IOException {
        String id = taken();
        client.configSet("maxmemory", "1");

        assertThatThrownBy(() -> store.done(id, WORKER, 7))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(client.lrange(DocumentStore.taken(WORKER), 0, -1)).containsExactly(id);
        assertThat(store.find(id)).contains(new Document(id, "processing", null, null));
    }

    @Test
    void failed_job_isStoredAndAcknowledged() throws IOException {
        String id = taken();

        store.failed(id, WORKER, "why");

        assertThat(store.find(id)).contains(new Document(id, "failed", null, "why"));
        assertThat(client.exists(DocumentStore.taken(WORKER))).isFalse();
        assertThat(client.exists(DocumentStore.text(id))).isFalse();
    }

    @Test
    void putBack_job_isTheNextToBeTaken() throws IOException {
        String id = taken();
        store.add(file("two"));

        store.putBack(id, WORKER);

        assertThat(store.find(id)).contains(new Document(id, "queued", null, null));
        assertThat(client.exists(DocumentStore.taken(WORKER))).isFalse();
        assertThat(store.take("worker-2")).contains(id);
    }

    @Test
    void job_thatWentToAnother_isHisAlone() throws IOException {
        String id = taken();
        store.putBack(id, WORKER);
        assertThat(store.take("worker-2")).contains(id);

        assertThat(store.done(id, WORKER, 7)).isFalse();
        assertThat(store.failed(id, WORKER, "why")).isFalse();
        assertThat(store.putBack(id, WORKER)).isFalse();
        assertThat(store.putBackLast(id, WORKER)).isFalse();

        assertThat(store.find(id)).contains(new Document(id, "processing", null, null));
        assertThat(client.exists(DocumentStore.QUEUE)).isFalse();
        assertThat(client.exists(DocumentStore.text(id))).isTrue();
        assertThat(store.done(id, "worker-2", 7)).isTrue();
        assertThat(store.find(id)).contains(new Document(id, "done", 7L, null));
    }

    @Test
    void find_unknown_isEmpty() {
        assertThat(store.find("nobody")).isEmpty();
    }

    private String taken() throws IOException {
        store.add(file("one"));
        return store.take(WORKER).orElseThrow();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "", ""), text);
    }
}
