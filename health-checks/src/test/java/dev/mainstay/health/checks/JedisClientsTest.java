// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.Health;
import dev.mainstay.health.Run;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.util.Pool;

/** What becomes of the clients that are not of one server alone. */
class JedisClientsTest {
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
    @SuppressWarnings("deprecation")
    void of_clientOfACluster_isRefused() {
        try (var node =
                        RedisProcess.start(
                                "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
                var plain = RedisClient.create(node.url())) {
            var addSlots = new CommandArguments(Protocol.Command.CLUSTER).add("ADDSLOTS");
            IntStream.range(0, 16_384).forEach(addSlots::add);
            plain.executeCommand(addSlots);
            var seed = Set.of(new HostAndPort("127.0.0.1", node.port()));
            try (var cluster = RedisClusterClient.builder().nodes(seed).build();
                    var old = new JedisCluster(seed)) {
                assertThatThrownBy(() -> JedisCheck.of(cluster))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(
                                "client must be one server's, but was a RedisClusterClient");
                assertThatThrownBy(() -> JedisCheck.of(old))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(
                                "client must be one server's, but was a JedisCluster");
            }
        }
    }

    @Test
    void check_ofTheMasterBehindSentinels_goesOverItsPool() throws Exception {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(1);
        try (var sentinel = RedisProcess.startSentinelOf(redis);
                var client =
                        RedisSentinelClient.builder()
                                .masterName("primary")
                                .sentinels(Set.of(new HostAndPort("127.0.0.1", sentinel.port())))
                                .poolConfig(pool)
                                .build()) {
            Health up = JedisCheck.of(client).check();
            assertThat(up.status()).isEqualTo(Status.UP);
            assertThat(up.details()).containsEntry("poolMax", 1);

            Pool<Connection> inUse =
                    client.getPrimaryNodesConnectionMap().values().iterator().next();
            try (Connection only = inUse.getResource()) {
                assertThat(only.ping()).isTrue();
                Health exhausted = JedisCheck.of(client).check(Run.within(Duration.ofMillis(200)));

                assertThat(exhausted.status()).isEqualTo(Status.DOWN);
                assertThat(exhausted.message().orElseThrow()).startsWith("pool is exhausted: 1 of");
            }
        }
    }
}
