// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

class JedisCheckOptionsTest {
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
    void expectRole_whenServerHasIt_isUpWithTheRole() throws Exception {
        try (var client = RedisClient.create(redis.url())) {
            Health health =
                    JedisCheck.builder(client).expectRole(JedisCheck.Role.MASTER).build().check();

            assertThat(health.status()).isEqualTo(Status.UP);
            assertThat(health.details()).containsEntry("role", "master");
        }
    }

    @Test
    void expectRole_whenServerIsAReplica_isDown() throws Exception {
        try (var replica = RedisProcess.start("--replicaof", "127.0.0.1", "" + redis.port());
                var client = RedisClient.create(replica.url())) {
            Health health =
                    JedisCheck.builder(client).expectRole(JedisCheck.Role.MASTER).build().check();

            assertThat(health.status()).isEqualTo(Status.DOWN);
            assertThat(health.message()).contains("role is replica, expected master");
        }
    }

    @Test
    void maxMemoryPercent_belowOverAndFull_isUpDegradedAndDown() throws Exception {
        try (var own = RedisProcess.start("--maxmemory", "1gb");
                var client = RedisClient.create(own.url())) {
            var check = JedisCheck.builder(client).maxMemoryPercent(50).build();
            Health up = check.check();
            assertThat(up.status()).isEqualTo(Status.UP);
            assertThat(up.details()).containsEntry("maxMemoryBytes", 1L << 30);
            long used = (long) up.details().get("usedMemoryBytes");

            setMaxMemory(client, used * 3 / 2);
            Health degraded = check.check();
            setMaxMemory(client, used / 2);
            Health down = check.check();

            assertThat(degraded.status()).isEqualTo(Status.DEGRADED);
            assertThat(degraded.message().orElseThrow()).endsWith("limit 50%");
            assertThat(down.status()).isEqualTo(Status.DOWN);
            assertThat(down.message().orElseThrow()).contains("writes are refused");
        }
    }

    @Test
    void maxMemoryPercent_outsideItsRange_isRefusedWithTheValue() {
        try (var client = RedisClient.create(redis.url())) {
            assertThatThrownBy(() -> JedisCheck.builder(client).maxMemoryPercent(101))
                    .hasMessage("maxMemoryPercent must be between 1 and 100, but was 101");
        }
    }

    private static void setMaxMemory(RedisClient client, long bytes) {
        client.executeCommand(
                new CommandArguments(Protocol.Command.CONFIG)
                        .add("SET")
                        .add("maxmemory")
                        .add(bytes));
    }
}
