// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Run;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Text;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.Pool;

/**
 * PING over the application's own Jedis client or pool: what is checked is what the application
 * uses, with its TLS, user and timeouts, and no connection is made that the application would not
 * make itself. For one server, and for the master behind sentinels (over the pool to the master of
 * the moment); a cluster needs more than PING. A pool is seen of {@code RedisClient}, {@code
 * RedisSentinelClient} and {@code Pool<Jedis>}; any other client is asked as it is, without a word
 * on its pool.
 *
 * <p>A run takes one connection for one PING, and one INFO for each option. It ends with the
 * client's own socket timeout (Jedis: 2 s) at the latest; a longer one than the check's timeout
 * lets a frozen server hold the run, and with it one thread. Of an exhausted pool a connection is
 * awaited for half the time that is left, then the outcome is DEGRADED if connections came back
 * meanwhile (Redis answers, the pool is too small) and DOWN if none did.
 *
 * <pre>{@code
 * .readiness("redis", JedisCheck.of(jedis), check -> check.timeout(Duration.ofMillis(500)))
 * }</pre>
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("exports") // transitive, Jedis would be asked of those who have none
public final class JedisCheck implements HealthCheck {
    private static final Duration BY_HAND = Duration.ofSeconds(2);

    private final JedisLink link;
    private final @Nullable Role role;
    private final int maxMemoryPercent;
    private final LongSupplier nanoTime;

    private JedisCheck(Builder builder) {
        this.link = builder.link;
        this.role = builder.role;
        this.maxMemoryPercent = builder.maxMemoryPercent;
        this.nanoTime = builder.nanoTime;
    }

    /** What a server is to its replicas, as {@code INFO replication} tells it. Immutable. */
    public enum Role {
        /** Takes writes. */
        MASTER,
        /** Follows a master, and refuses writes unless it is told otherwise. */
        REPLICA
    }

    /**
     * Checks by PING alone.
     *
     * @param client the application's client; not a cluster's
     * @return the check
     * @throws IllegalArgumentException if the client is a cluster's
     */
    public static JedisCheck of(UnifiedJedis client) {
        return builder(client).build();
    }

    /**
     * Checks by PING alone, over a pool of {@code Jedis}.
     *
     * @param pool the application's pool
     * @return the check
     */
    public static JedisCheck of(Pool<Jedis> pool) {
        return builder(pool).build();
    }

    /**
     * Begins a check with options.
     *
     * @param client the application's client; not a cluster's
     * @return a builder
     * @throws IllegalArgumentException if the client is a cluster's
     */
    public static Builder builder(UnifiedJedis client) {
        requireNonNull(client, "client");
        return new Builder(link(client));
    }

    private static JedisLink link(UnifiedJedis client) {
        if (client instanceof RedisClient pooled) {
            return JedisLink.pooled(pooled::getPool, JedisLink::talk);
        }
        if (client instanceof RedisSentinelClient sentinel) {
            return JedisLink.pooled(() -> masters(sentinel), JedisLink::talk);
        }
        if (isCluster(client)) {
            throw new IllegalArgumentException(
                    "client must be one server's, but was a %s: PING does not tell how a cluster is"
                            .formatted(client.getClass().getSimpleName()));
        }
        return JedisLink.direct(client);
    }

    /** Another one after each failover. */
    private static Pool<Connection> masters(RedisSentinelClient client) {
        return client.getPrimaryNodesConnectionMap().values().iterator().next();
    }

    @SuppressWarnings("deprecation") // there are still those who use it
    private static boolean isCluster(UnifiedJedis client) {
        return client instanceof RedisClusterClient || client instanceof JedisCluster;
    }

    /**
     * Begins a check with options, over a pool of {@code Jedis}.
     *
     * @param pool the application's pool
     * @return a builder
     */
    public static Builder builder(Pool<Jedis> pool) {
        requireNonNull(pool, "pool");
        return new Builder(JedisLink.pooled(() -> pool, JedisLink::talk));
    }

    @Override
    public Health check() throws Exception {
        return check(Run.within(BY_HAND));
    }

    @Override
    public Health check(Run run) throws Exception {
        return link.call(run.remaining().dividedBy(2), this::converse);
    }

    private Health converse(JedisLink.Talk talk) {
        long start = nanoTime.getAsLong();
        if (!talk.ping()) {
            return Health.down("PING was not answered with PONG");
        }
        double pingMillis = Format.millis(nanoTime.getAsLong() - start);
        var findings = new Findings();
        Map<String, String> replication = role == null ? Map.of() : info(talk, "replication");
        Map<String, String> memory = maxMemoryPercent == 0 ? Map.of() : info(talk, "memory");
        String actual = judgeRole(replication, findings);
        judgeMemory(memory, findings);
        Health health = findings.health().with("pingMillis", pingMillis);
        health = actual.isEmpty() ? health : health.with("role", actual);
        return memory.isEmpty() ? health : withMemory(health, memory);
    }

    private String judgeRole(Map<String, String> replication, Findings findings) {
        if (role == null) {
            return "";
        }
        String told = replication.getOrDefault("role", "unknown");
        String actual = told.equals("slave") ? "replica" : told;
        String expected = Text.of(role);
        if (!actual.equals(expected)) {
            findings.add(Status.DOWN, "role is %s, expected %s".formatted(actual, expected));
        }
        return actual;
    }

    private void judgeMemory(Map<String, String> memory, Findings findings) {
        long used = number(memory, "used_memory");
        long max = number(memory, "maxmemory");
        if (max == 0) {
            return;
        }
        double percent = Format.percent(used, max);
        boolean refuses = "noeviction".equals(memory.get("maxmemory_policy"));
        if (used >= max && refuses) {
            findings.add(
                    Status.DOWN,
                    "memory is full (%s%% of %s) and nothing is evicted: writes are refused"
                            .formatted(percent, Format.bytes(max)));
        } else if (percent >= maxMemoryPercent) {
            findings.add(
                    Status.DEGRADED,
                    "memory is at %s%% of %s, limit %d%%"
                            .formatted(percent, Format.bytes(max), maxMemoryPercent));
        }
    }

    private static Health withMemory(Health health, Map<String, String> memory) {
        long used = number(memory, "used_memory");
        long max = number(memory, "maxmemory");
        Health more = health.with("usedMemoryBytes", used).with("maxMemoryBytes", max);
        return max == 0 ? more : more.with("usedMemoryPercent", Format.percent(used, max));
    }

    private static long number(Map<String, String> info, String key) {
        return Long.parseLong(info.getOrDefault(key, "0"));
    }

    private static Map<String, String> info(JedisLink.Talk talk, String section) {
        return talk.info(section)
                .lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(
                        Collectors.toMap(
                                line -> line.substring(0, line.indexOf(':')),
                                line -> line.substring(line.indexOf(':') + 1).trim(),
                                (first, second) -> first));
    }

    /** Options of a {@link JedisCheck}. Not thread-safe. */
    public static final class Builder {
        private final JedisLink link;
        private @Nullable Role role;
        private int maxMemoryPercent;
        private LongSupplier nanoTime = System::nanoTime;

        private Builder(JedisLink link) {
            this.link = link;
        }

        /**
         * Makes a server of another role DOWN, such as a replica after a failover that the client
         * did not notice.
         *
         * @param role the role; default: any
         * @return this
         */
        public Builder expectRole(Role role) {
            this.role = requireNonNull(role, "role");
            return this;
        }

        /**
         * Makes the check DEGRADED when Redis uses this share of its {@code maxmemory} or more, and
         * DOWN when it uses all and its policy is {@code noeviction}, as it then refuses writes. A
         * server without {@code maxmemory} has no share.
         *
         * @param percent 1 to 100; default: not looked at
         * @return this
         * @throws IllegalArgumentException if the share is outside its range
         */
        public Builder maxMemoryPercent(int percent) {
            this.maxMemoryPercent = Require.between("maxMemoryPercent", 1, 100, percent);
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         */
        public JedisCheck build() {
            return new JedisCheck(this);
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }
    }
}
