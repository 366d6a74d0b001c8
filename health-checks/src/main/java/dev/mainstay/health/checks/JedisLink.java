// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Health;
import dev.mainstay.internal.Throwables;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.Pool;

/** The way to Redis that the application has: a client, or a pool to borrow from. */
interface JedisLink {
    /** What {@link JedisCheck} says to a server. */
    interface Talk {
        boolean ping();

        String info(String section);
    }

    /** Holds one conversation, waiting at most {@code maxWait} for a pool's connection. */
    Health call(Duration maxWait, Function<Talk, Health> conversation) throws Exception;

    static JedisLink direct(UnifiedJedis client) {
        return (maxWait, conversation) -> conversation.apply(talk(client));
    }

    static <C> JedisLink pooled(Supplier<Pool<C>> current, Function<C, Session> session) {
        var atLastRun = new AtomicLong(current.get().getReturnedCount());
        return (maxWait, conversation) -> {
            Pool<C> pool = current.get();
            // A pool that does not let anybody wait shows only from run to run that it is in use.
            long before = pool.getBlockWhenExhausted() ? pool.getReturnedCount() : atLastRun.get();
            try {
                C connection = pool.borrowObject(shorter(maxWait, pool.getMaxWaitDuration()));
                return withPool(
                        converse(pool, connection, session.apply(connection), conversation), pool);
            } catch (NoSuchElementException e) {
                if (pool.getMaxTotal() < 0 || pool.getNumActive() < pool.getMaxTotal()) {
                    throw e;
                }
                return exhausted(pool, pool.getReturnedCount() - before);
            } finally {
                atLastRun.set(pool.getReturnedCount());
            }
        };
    }

    private static <C> Health converse(
            Pool<C> pool, C connection, Session session, Function<Talk, Health> conversation) {
        Health health;
        try {
            health = conversation.apply(session);
        } catch (RuntimeException | Error e) {
            giveBackAfter(e, pool, connection, session);
            throw e;
        }
        pool.returnResource(connection);
        return health;
    }

    /** A pool closes a broken connection in order, and throws when it is too broken for that. */
    private static <C> void giveBackAfter(
            Throwable failure, Pool<C> pool, C connection, Session session) {
        try {
            if (session.isBroken()) {
                pool.returnBrokenResource(connection);
            } else {
                pool.returnResource(connection);
            }
        } catch (RuntimeException e) {
            Throwables.suppress(failure, e);
        }
    }

    /** A conversation over a borrowed connection. */
    interface Session extends Talk {
        boolean isBroken();
    }

    static Session talk(Connection connection) {
        return new Session() {
            @Override
            public boolean ping() {
                return connection.ping();
            }

            @Override
            public String info(String section) {
                var arguments = new CommandArguments(Protocol.Command.INFO).add(section);
                return connection.executeCommand(
                        new CommandObject<>(arguments, BuilderFactory.STRING));
            }

            @Override
            public boolean isBroken() {
                return connection.isBroken();
            }
        };
    }

    static Session talk(Jedis jedis) {
        return new Session() {
            @Override
            public boolean ping() {
                return jedis.ping().equals("PONG");
            }

            @Override
            public String info(String section) {
                return jedis.info(section);
            }

            @Override
            public boolean isBroken() {
                return jedis.isBroken();
            }
        };
    }

    private static Talk talk(UnifiedJedis client) {
        return new Talk() {
            @Override
            public boolean ping() {
                return client.ping().equals("PONG");
            }

            @Override
            public String info(String section) {
                return client.info(section);
            }
        };
    }

    private static Health withPool(Health health, Pool<?> pool) {
        return health.with("poolActive", pool.getNumActive())
                .with("poolMax", pool.getMaxTotal())
                .with("poolWaiters", pool.getNumWaiters());
    }

    /**
     * Connections that come back show a Redis that answers: the pool is too small. A frozen Redis
     * gives none back, and its broken ones are thrown away.
     */
    private static Health exhausted(Pool<?> pool, long cameBack) {
        String what =
                "pool is exhausted: %d of %d connections in use, %d waiting for one; "
                        .formatted(pool.getNumActive(), pool.getMaxTotal(), pool.getNumWaiters());
        return withPool(
                cameBack > 0
                        ? Health.degraded(what + cameBack + " came back meanwhile, Redis answers")
                        : Health.down(what + "none came back meanwhile"),
                pool);
    }

    private static Duration shorter(Duration wait, Duration ofPool) {
        return ofPool.isNegative() || wait.compareTo(ofPool) < 0 ? wait : ofPool;
    }
}
