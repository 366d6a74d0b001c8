// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Run;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;

class JedisCheckTest {
    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void check_ofRunningServer_isUpAndMeasuresThePing() throws Exception {
        try (var client = RedisClient.create(redis.url())) {
            Health health = JedisCheck.of(client).check();

            assertThat(health.status()).isEqualTo(Status.UP);
            assertThat(health.details())
                    .containsOnlyKeys("pingMillis", "poolActive", "poolMax", "poolWaiters");
            assertThat((double) health.details().get("pingMillis")).isBetween(0.0, 2_000.0);
        }
    }

    @Test
    @SuppressWarnings("deprecation")
    void check_overPoolOfJedis_isUpAndReturnsTheConnection() throws Exception {
        try (var pool = new JedisPool("127.0.0.1", redis.port())) {
            var check =
                    JedisCheck.builder(pool)
                            .expectRole(JedisCheck.Role.MASTER)
                            .maxMemoryPercent(90)
                            .build();

            assertThat(check.check().details())
                    .containsEntry("role", "master")
                    .containsEntry("maxMemoryBytes", 0L);
            assertThat(JedisCheck.of(pool).check().status()).isEqualTo(Status.UP);
            assertThat(pool.getNumActive()).isZero();
            assertThat(pool.getCreatedCount()).isEqualTo(1);
        }
    }

    @Test
    void builder_withoutOptions_looksAtNeitherRoleNorMemory() throws Exception {
        try (var own = RedisProcess.start();
                var client = RedisClient.create(own.url())) {
            JedisCheck.builder(client).build().check();

            assertThat(client.info("commandstats"))
                    .contains("cmdstat_ping")
                    .doesNotContain("cmdstat_info");
        }
    }

    @Test
    void check_manyTimes_makesNoNewConnection() throws Exception {
        try (var client = RedisClient.create(redis.url())) {
            var check = JedisCheck.of(client);
            check.check();
            long before = infoNumber(client, "stats", "total_connections_received");

            for (int run = 0; run < 50; run++) {
                check.check();
            }

            assertThat(infoNumber(client, "stats", "total_connections_received")).isEqualTo(before);
            assertThat(client.getPool().getNumActive()).isZero();
        }
    }

    @Test
    void check_ofPortThatNobodyListensOn_isRefused() {
        try (var client = RedisClient.create("127.0.0.1", RedisProcess.freePort())) {
            assertThatThrownBy(() -> JedisCheck.of(client).check())
                    .isInstanceOf(JedisConnectionException.class);
        }
    }

    @Test
    void check_whenServerIsKilledAndRestarted_failsAndRecoversWithTheSameClient() throws Exception {
        try (var own = RedisProcess.start();
                var client = RedisClient.create(own.url())) {
            var check = JedisCheck.of(client);
            assertThat(check.check().status()).isEqualTo(Status.UP);

            own.kill();
            assertThatThrownBy(check::check).isInstanceOf(JedisConnectionException.class);

            own.restart();
            assertThat(check.check().status()).isEqualTo(Status.UP);
            assertThat(client.getPool().getNumActive()).isZero();
        }
    }

    @Test
    void check_whenServerIsKilledWhileItAnswers_failsAtOnceAndThrowsTheConnectionAway() {
        try (var own = RedisProcess.start();
                var client = client(own, null, poolOf(1))) {
            var check = JedisCheck.of(client);
            assertThat(client.ping()).isEqualTo("PONG");
            own.freeze();
            var run = CompletableFuture.supplyAsync(() -> outcome(check));
            await().until(() -> client.getPool().getNumActive() == 1);

            own.kill();

            assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(java.io.IOException.class);
            await().until(() -> client.getPool().getDestroyedCount() == 1);
        }
    }

    @Test
    void check_withWrongPassword_saysSo() throws Exception {
        try (var own = RedisProcess.start("--requirepass", "right");
                var wrong = client(own, "wrong", poolOf(8));
                var right = client(own, "right", poolOf(8))) {
            assertThatThrownBy(() -> JedisCheck.of(wrong).check())
                    .isInstanceOf(JedisAccessControlException.class)
                    .hasMessageContaining("WRONGPASS");
            assertThat(JedisCheck.of(right).check().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void check_whenPoolIsExhaustedAndNothingComesBack_isDownAfterHalfTheTime() throws Exception {
        try (var client = client(redis, null, poolOf(1));
                Connection taken = client.getPool().getResource()) {
            assertThat(taken.ping()).isTrue();
            long start = System.nanoTime();

            Health health = JedisCheck.of(client).check(Run.within(Duration.ofMillis(400)));

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(190), Duration.ofMillis(1_500));
            assertThat(health.status()).isEqualTo(Status.DOWN);
            assertThat(health.message().orElseThrow())
                    .startsWith("pool is exhausted: 1 of 1 connections in use")
                    .endsWith("none came back meanwhile");
            assertThat(health.details()).containsEntry("poolActive", 1);
        }
    }

    @Test
    void check_whenPoolIsExhaustedButConnectionsComeBack_isDegraded() throws Exception {
        var fair = poolOf(1);
        fair.setFairness(true);
        var go = new AtomicBoolean(true);
        var users = Executors.newFixedThreadPool(10);
        try (var client = client(redis, null, fair)) {
            for (int user = 0; user < 10; user++) {
                users.execute(() -> popWhile(go, client));
            }
            await().until(() -> client.getPool().getNumWaiters() >= 8);

            Health health = JedisCheck.of(client).check(Run.within(Duration.ofMillis(800)));

            assertThat(health.status()).isEqualTo(Status.DEGRADED);
            assertThat(health.message().orElseThrow())
                    .startsWith("pool is exhausted: 1 of 1 connections in use")
                    .endsWith("came back meanwhile, Redis answers");
            go.set(false);
            users.shutdown();
            assertThat(users.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void check_whenPoolLetsNobodyWait_looksWhetherConnectionsCameBackSinceTheLastRun()
            throws Exception {
        var impatient = poolOf(1);
        impatient.setBlockWhenExhausted(false);
        try (var client = client(redis, null, impatient)) {
            var check = JedisCheck.of(client);
            assertThat(check.check().status()).isEqualTo(Status.UP);
            assertThat(client.ping()).isEqualTo("PONG");
            try (Connection taken = client.getPool().getResource()) {
                assertThat(taken.isConnected()).isTrue();
                assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
                assertThat(check.check().status()).isEqualTo(Status.DOWN);
            }
        }
    }

    private static void popWhile(AtomicBoolean go, RedisClient client) {
        while (go.get()) {
            client.blpop(0.1, "nothing-here");
        }
    }

    private static Health outcome(JedisCheck check) {
        try {
            return check.check();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static RedisClient client(RedisProcess redis, String password, ConnectionPoolConfig pool) {
        var config =
                DefaultJedisClientConfig.builder()
                        .socketTimeoutMillis(60_000)
                        .password(password)
                        .build();
        return RedisClient.builder()
                .hostAndPort("127.0.0.1", redis.port())
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    private static ConnectionPoolConfig poolOf(int connections) {
        var config = new ConnectionPoolConfig();
        config.setMaxTotal(connections);
        return config;
    }

    private static long infoNumber(RedisClient client, String section, String key) {
        Matcher matcher = Pattern.compile(key + ":(\\d+)").matcher(client.info(section));
        assertThat(matcher.find()).as("%s in INFO %s", key, section).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
