// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class QueueCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final FakeTime time = new FakeTime();
    private QueueReading reading = QueueReading.of(0);

    @Test
    void defaults_areDegradedAt1000ItemsAnd5MinutesAndOneDeadLetter_andNeverDown()
            throws Exception {
        assertThat(statusOf(QueueReading.of(999))).isEqualTo(Status.UP);
        assertThat(statusOf(QueueReading.of(1_000))).isEqualTo(Status.DEGRADED);
        assertThat(statusOf(QueueReading.of(Long.MAX_VALUE - 1))).isEqualTo(Status.DEGRADED);
        var young = QueueReading.of(1).oldestAge(Duration.ofMinutes(5).minusNanos(1));
        assertThat(statusOf(young)).isEqualTo(Status.UP);
        var old = QueueReading.of(1).oldestAge(Duration.ofMinutes(5));
        assertThat(statusOf(old)).isEqualTo(Status.DEGRADED);
        assertThat(statusOf(QueueReading.of(1).oldestAge(Duration.ofDays(365))))
                .isEqualTo(Status.DEGRADED);
        assertThat(statusOf(QueueReading.of(0).deadLetters(0))).isEqualTo(Status.UP);
        assertThat(statusOf(QueueReading.of(0).deadLetters(1))).isEqualTo(Status.DEGRADED);
    }

    @Test
    void limits_forDown_areJudged() throws Exception {
        var check =
                QueueCheck.builder(() -> reading)
                        .degradedAtDepth(10)
                        .downAtDepth(20)
                        .downAtAge(Duration.ofHours(1))
                        .build();
        reading = QueueReading.of(20);
        assertThat(check.check().message()).contains("20 items wait, limit 20");
        assertThat(check.check().status()).isEqualTo(Status.DOWN);

        reading = QueueReading.of(1).oldestAge(Duration.ofHours(1));
        assertThat(check.check().status()).isEqualTo(Status.DOWN);
        assertThat(check.check().message())
                .contains("the oldest item has waited for 3600s, limit 3600s");
    }

    @Test
    void growth_isMeasuredPerMinute() throws Exception {
        var check = QueueCheck.builder(() -> reading).nanoTime(time).build();
        reading = QueueReading.of(10);
        assertThat(check.check().details()).doesNotContainKey("growthPerMinute");

        time.advance(Duration.ofSeconds(30));
        reading = QueueReading.of(25);

        assertThat(check.check().details())
                .containsEntry("depth", 25L)
                .containsEntry("growthPerMinute", 30.0);
    }

    @Test
    void defaults_lookAtNoWorkersAndAreStalledAfterOneMinute() throws Exception {
        var workers = WorkerRegistry.builder().nanoTime(time).build();
        var alone = QueueCheck.builder(() -> reading).nanoTime(time).build();
        var withThem = QueueCheck.builder(() -> reading).workers(workers).nanoTime(time).build();
        reading = QueueReading.of(5);
        assertThat(alone.check().status()).isEqualTo(Status.UP);
        assertThat(withThem.check().status()).isEqualTo(Status.UP);

        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(withThem.check().status()).isEqualTo(Status.UP);
        time.advance(Duration.ofNanos(1));
        assertThat(withThem.check().status()).isEqualTo(Status.DOWN);
        assertThat(alone.check().status()).isEqualTo(Status.UP);
    }

    @Nested
    class WithWorkers {
        private final WorkerRegistry workers = WorkerRegistry.builder().nanoTime(time).build();
        private final QueueCheck check =
                QueueCheck.builder(() -> reading).workers(workers).nanoTime(time).build();

        @Test
        void growingWhileWorkersAreIdle_isDownAfterOneMinute() throws Exception {
            try (var worker = workers.register("w1")) {
                assertThat(after(0, 5)).isEqualTo(Status.UP);
                assertThat(after(59, 6)).isEqualTo(Status.UP);
                assertThat(after(1, 7)).isEqualTo(Status.DOWN);
                assertThat(check.check().message())
                        .contains(
                                "7 items wait and none was taken for 60s,"
                                        + " while no worker is busy");
                assertThat(worker.name()).isEqualTo("w1");
            }
        }

        @Test
        void growingWhileWorkersWaitOnPurpose_isDegradedWithTheirReason() throws Exception {
            try (var worker = workers.register("w1")) {
                worker.waiting("breaker open");
                assertThat(after(0, 5)).isEqualTo(Status.UP);
                assertThat(after(61, 6)).isEqualTo(Status.DEGRADED);
                assertThat(check.check().message().orElseThrow())
                        .endsWith("while workers wait for: breaker open");
            }
        }

        @Test
        void growingWhileWorkersWork_isUp() throws Exception {
            try (var worker = workers.register("w1")) {
                after(0, 5);
                try (var job = worker.begin("a")) {
                    assertThat(after(61, 6)).isEqualTo(Status.UP);
                    job.done();
                }
                assertThat(after(61, 7)).isEqualTo(Status.UP);
                worker.begin("b").close();
                assertThat(after(61, 8)).isEqualTo(Status.UP);
            }
        }

        @Test
        void shrinkingOrEmpty_isUp() throws Exception {
            after(0, 5);
            assertThat(after(61, 4)).isEqualTo(Status.UP);
            assertThat(after(61, 0)).isEqualTo(Status.UP);
            assertThat(after(61, 0)).isEqualTo(Status.UP);
            assertThat(after(61, 1)).isEqualTo(Status.UP);
        }

        private Status after(int seconds, int depth) throws Exception {
            time.advance(Duration.ofSeconds(seconds));
            reading = QueueReading.of(depth);
            return check.check().status();
        }
    }

    @Test
    void blockingQueue_isReadWithoutTakingFromIt() throws Exception {
        var queue = new LinkedBlockingQueue<Instant>();
        var dead = new ArrayBlockingQueue<String>(5);
        var probe =
                BlockingQueueProbe.builder(queue)
                        .enqueuedAt(instant -> instant)
                        .deadLetters(dead)
                        .clock(() -> NOW)
                        .build();
        assertThat(probe.read().oldestAge()).isEmpty();
        queue.add(NOW.minusSeconds(90));
        queue.add(NOW);
        dead.add("broken");

        QueueReading read = probe.read();

        assertThat(read.depth()).isEqualTo(2);
        assertThat(read.oldestAge()).contains(Duration.ofSeconds(90));
        assertThat(read.deadLetters()).hasValue(1);
        assertThat(queue).hasSize(2);
        QueueReading byDefault = BlockingQueueProbe.of(queue).read();
        assertThat(byDefault.oldestAge()).isEmpty();
        assertThat(byDefault.deadLetters()).isEmpty();
    }

    @Test
    void blockingQueue_withItemFromTheFuture_hasWaitedForNoTime() throws Exception {
        var queue = new LinkedBlockingQueue<Instant>();
        queue.add(NOW.plusSeconds(5));
        var probe =
                BlockingQueueProbe.builder(queue)
                        .enqueuedAt(instant -> instant)
                        .clock(() -> NOW)
                        .build();

        assertThat(probe.read().oldestAge()).contains(Duration.ZERO);
    }

    @Test
    void redisList_isReadFromTheEndThatWorkersTakeFrom() throws Exception {
        try (var redis = RedisProcess.start();
                var client = RedisClient.create(redis.url())) {
            assertThat(RedisListProbe.of(client, "jobs").read().depth()).isZero();
            client.lpush("jobs", "" + NOW.minusSeconds(60));
            client.lpush("jobs", "" + NOW.minusSeconds(10));
            client.lpush("dead", "a", "b");
            var right =
                    RedisListProbe.builder(client, "jobs")
                            .enqueuedAt(Instant::parse)
                            .deadLetters("dead")
                            .clock(() -> NOW)
                            .build();
            var left =
                    RedisListProbe.builder(client, "jobs")
                            .enqueuedAt(Instant::parse)
                            .takenFrom(RedisListProbe.End.LEFT)
                            .clock(() -> NOW)
                            .build();

            QueueReading byDefault = RedisListProbe.of(client, "jobs").read();
            assertThat(byDefault.oldestAge()).isEmpty();
            assertThat(byDefault.deadLetters()).isEmpty();
            assertThat(right.read().depth()).isEqualTo(2);
            assertThat(right.read().oldestAge()).contains(Duration.ofSeconds(60));
            assertThat(right.read().deadLetters()).hasValue(2);
            assertThat(left.read().oldestAge()).contains(Duration.ofSeconds(10));
            assertThat(left.read().deadLetters()).isEmpty();
            assertThat(client.llen("jobs")).isEqualTo(2);
        }
    }

    @Test
    void redisList_whenRedisIsGone_fails() {
        try (var client = RedisClient.create("127.0.0.1", RedisProcess.freePort())) {
            var check = QueueCheck.of(RedisListProbe.of(client, "jobs"));

            assertThatThrownBy(check::check).isInstanceOf(JedisConnectionException.class);
        }
    }

    @Test
    void limits_outOfRangeOrOrder_areRefusedWithTheValue() {
        var builder = QueueCheck.builder(() -> reading);
        assertThatThrownBy(() -> builder.degradedAtDepth(0))
                .hasMessage("degradedAtDepth must be positive, but was 0");
        assertThatThrownBy(() -> builder.stalledAfter(Duration.ofSeconds(-1)))
                .hasMessage("stalledAfter must be positive, but was PT-1S");
        assertThatThrownBy(() -> builder.downAtDepth(5).build())
                .hasMessage("degradedAtDepth must be at most downAtDepth (5), but was 1000");
        assertThatThrownBy(() -> QueueReading.of(-1))
                .hasMessage("depth must not be negative, but was -1");
    }

    private Status statusOf(QueueReading seen) throws Exception {
        Health health = QueueCheck.of(() -> seen).check();
        return health.status();
    }
}
