// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

@Timeout(60)
class LeaseTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration OVER_AT_ONCE = Duration.ofMillis(1);

    @TempDir Path directory;

    private EmbeddedRedis server;
    private Redis redis;
    private RedisClient client;
    private DocumentStore store;
    private Lease alive;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 10, 5);
        client = redis.client();
        store = new DocumentStore(redis);
        alive = lease("alive", LONG);
        alive.renew();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void recover_whenALeaseHasRunOut_requeuesAsNextToBeTaken() throws Exception {
        lease("dead", OVER_AT_ONCE).renew();
        String first = add();
        String second = add();
        store.take("dead");
        String third = add();
        awaitTheEndOf("dead");

        assertThat(alive.recover().toString()).isEqualTo("[" + first + "]");

        assertThat(client.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(third, second, first);
        assertThat(store.find(first)).contains(new Document(first, "queued", null, null));
        assertThat(client.exists(DocumentStore.taken("dead"))).isFalse();
    }

    @Test
    void recover_whileALeaseLasts_leavesItsJobs() throws Exception {
        lease("slow", LONG).renew();
        String id = add();
        store.take("slow");

        assertThat(alive.recover()).isEmpty();

        assertThat(client.lrange(DocumentStore.taken("slow"), 0, -1)).containsExactly(id);
    }

    @Test
    void recover_byManySiblingsAtOnce_requeuesEachJobOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String worker = "dead-" + i;
            lease(worker, OVER_AT_ONCE).renew();
            ids.add(add());
            store.take(worker);
        }
        awaitTheEndOf("dead-39");
        ExecutorService siblings = Executors.newFixedThreadPool(8);
        try {
            Callable<List<?>> recover = () -> alive.recover();
            List<Object> recovered = new ArrayList<>();
            for (Future<List<?>> one : siblings.invokeAll(Collections.nCopies(8, recover))) {
                recovered.addAll(one.get());
            }
            assertThat(recovered).hasSameElementsAs(ids).hasSameSizeAs(ids);
            assertThat(client.lrange(DocumentStore.QUEUE, 0, -1))
                    .hasSameElementsAs(ids)
                    .hasSameSizeAs(ids);
        } finally {
            siblings.shutdownNow();
        }
    }

    @Test
    void take_ofAWorkerWhoseLeaseRanOutBefore_isRecoveredAllTheSame() throws Exception {
        lease("frozen", OVER_AT_ONCE).renew();
        awaitTheEndOf("frozen");
        assertThat(alive.recover()).isEmpty();

        String id = add();
        store.take("frozen");

        assertThat(alive.recover().toString()).isEqualTo("[" + id + "]");
    }

    @Test
    void renewal_whereNobodyHasRenewed_beginsEachLeaseAnew() throws Exception {
        client.del(Lease.LEASES);
        String living = takenBy("living");
        String released = takenBy("released");
        lease("released", LONG).release();
        awaitTheEndOf("living");
        Lease first = lease("first", LONG);

        first.renew();

        assertThat(first.recover().toString()).isEqualTo("[" + released + "]");
        assertThat(client.lrange(DocumentStore.taken("living"), 0, -1)).containsExactly(living);
        assertThat(client.zscore(Lease.LEASES, "living"))
                .isGreaterThan(System.currentTimeMillis() + LONG.toMillis() / 2.0);
    }

    @Test
    void recover_whereNobodyHasRenewed_waitsForOneMoreLease() throws Exception {
        client.del(Lease.LEASES);
        String id = takenBy("silent");
        awaitTheEndOf("silent");
        Lease first = lease("first", Duration.ofMillis(500));

        assertThat(first.recover()).isEmpty();
        client.zadd(Lease.LEASES, Double.POSITIVE_INFINITY, "living");

        await().untilAsserted(
                        () -> assertThat(first.recover().toString()).isEqualTo("[" + id + "]"));
    }

    /** Nobody can renew then, and whoever is the first to do it takes no other for dead. */
    @Test
    void redis_awayForLongerThanALease_takesNoJobFromTheLiving() throws Exception {
        client.del(Lease.LEASES);
        var length = Duration.ofSeconds(3);
        Lease first = lease("first", length);
        Lease second = lease("second", length);
        first.start();
        second.renew();
        lease("dead", length).renew();
        List<String> jobs = List.of(add(), add());
        store.take("second");
        store.take("dead");

        Processes.freeze(server.pid());
        await().pollDelay(length.plusSeconds(2)).until(() -> true);
        Processes.thaw(server.pid());

        awaitRenewal("first");
        awaitRenewal("first");
        second.start();
        await().until(() -> client.exists(DocumentStore.QUEUE));
        assertThat(client.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(jobs.get(1));
        assertThat(client.lrange(DocumentStore.taken("second"), 0, -1))
                .containsExactly(jobs.get(0));
        first.stopRenewing();
        second.stopRenewing();
    }

    @Test
    void start_keepsTheLeaseAndRecoversUntilItIsReleased() throws Exception {
        Lease kept = lease("kept", Duration.ofSeconds(2));
        kept.start();
        await().until(() -> client.zscore(Lease.LEASES, "kept") != null);
        String own = add();
        store.take("kept");
        double first = client.zscore(Lease.LEASES, "kept");
        await().until(() -> client.zscore(Lease.LEASES, "kept") > first + 2_000);
        assertThat(alive.recover()).isEmpty();

        lease("dead", OVER_AT_ONCE).renew();
        String others = add();
        store.take("dead");
        await().until(() -> store.find(others).orElseThrow().status().equals("queued"));

        kept.release();
        assertThat(alive.recover().toString()).isEqualTo("[" + own + "]");
        assertThat(client.zscore(Lease.LEASES, "kept")).isNull();
    }

    @Test
    void start_whenRedisIsAwayAtFirst_renewsOnceItIsBack() throws Exception {
        Processes.freeze(server.pid());
        Lease lease = lease("patient", Duration.ofSeconds(1));
        lease.start();
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        Processes.thaw(server.pid());

        await().until(() -> client.zscore(Lease.LEASES, "patient") != null);
        lease.stopRenewing();
    }

    private Lease lease(String worker, Duration length) {
        return new Lease(redis, worker, length);
    }

    private void awaitRenewal(String worker) {
        double before = client.zscore(Lease.LEASES, worker);
        await().until(() -> client.zscore(Lease.LEASES, worker) > before);
    }

    /** A job of a worker whose lease runs out at once. */
    private String takenBy(String worker) throws IOException {
        lease(worker, OVER_AT_ONCE).renew();
        String id = add();
        store.take(worker);
        return id;
    }

    private void awaitTheEndOf(String worker) {
        double end = client.zscore(Lease.LEASES, worker);
        await().until(() -> System.currentTimeMillis() > end);
    }

    private String add() throws IOException {
        return store.add(Files.writeString(Files.createTempFile(directory, "", ".txt"), "one"));
    }
}
