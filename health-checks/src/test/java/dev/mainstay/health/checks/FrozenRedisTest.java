// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** A real monitor over a real server that is stopped in the middle of its work. */
class FrozenRedisTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Test
    void frozen_timesOut_costsOneThread_showsStuckFor_andRecovers() throws Exception {
        try (var redis = RedisProcess.start();
                var client = JedisCheckTest.client(redis, null, new ConnectionPoolConfig());
                var health = monitor(client)) {
            assertThat(health.awaitUp(Probe.READINESS, PATIENCE)).isTrue();

            redis.freeze();
            await().atMost(PATIENCE).until(() -> status(health) == Status.DOWN);
            await().atMost(PATIENCE).until(() -> stuckFor(health).isPresent());
            await().atMost(PATIENCE)
                    .until(() -> stuckFor(health).orElseThrow().compareTo(seconds(1)) > 0);
            await().during(seconds(2))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(threadsInCheck()).isEqualTo(1));
            assertThat(client.getPool().getNumActive()).isEqualTo(1);
            assertThat(health.report(Probe.LIVENESS).status()).isEqualTo(Status.UP);

            redis.thaw();
            assertThat(health.awaitUp(Probe.READINESS, PATIENCE)).isTrue();
            await().atMost(PATIENCE).until(() -> stuckFor(health).isEmpty());
            assertThat(redis.isAlive()).isTrue();
        }
    }

    @Test
    void killed_isDown_andRestarted_isUpAgain() throws Exception {
        try (var redis = RedisProcess.start();
                var client = JedisCheckTest.client(redis, null, new ConnectionPoolConfig());
                var health = monitor(client)) {
            assertThat(health.awaitUp(Probe.READINESS, PATIENCE)).isTrue();

            redis.kill();
            await().atMost(PATIENCE).until(() -> status(health) == Status.DOWN);

            redis.restart();
            assertThat(health.awaitUp(Probe.READINESS, PATIENCE)).isTrue();
        }
    }

    private static HealthMonitor monitor(RedisClient client) {
        return HealthMonitor.builder()
                .readiness(
                        "redis",
                        JedisCheck.of(client),
                        check ->
                                check.interval(Duration.ofMillis(100))
                                        .timeout(Duration.ofMillis(250)))
                .build()
                .start();
    }

    private static Status status(HealthMonitor health) {
        return health.report(Probe.READINESS).status();
    }

    private static Optional<Duration> stuckFor(HealthMonitor health) {
        return health.details(Probe.READINESS).checks().stream()
                .filter(check -> check.report().name().equals("redis"))
                .findFirst()
                .flatMap(CheckDetails::stuckFor);
    }

    private static long threadsInCheck() {
        return Thread.getAllStackTraces().values().stream()
                .filter(
                        stack ->
                                Arrays.stream(stack)
                                        .map(StackTraceElement::getClassName)
                                        .anyMatch(JedisCheck.class.getName()::equals))
                .count();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
