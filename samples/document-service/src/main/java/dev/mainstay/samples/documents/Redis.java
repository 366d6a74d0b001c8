// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.resilience.Backoff;
import dev.mainstay.resilience.Breaker;
import dev.mainstay.resilience.BreakerOpenException;
import dev.mainstay.resilience.Guard;
import dev.mainstay.resilience.Retrier;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The connections to Redis: each call ends within seconds, whatever Redis does, and fails with
 * {@link StoreUnavailableException} alone. Thread-safe.
 */
final class Redis implements AutoCloseable {
    /** How long Redis may hold back the answer to a blocking command; a shutdown waits for it. */
    static final Duration LONGEST_BLOCK = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(10);
    private static final int FAILURES_TO_OPEN = 20;
    private static final Duration OPEN_FOR = Duration.ofSeconds(1);

    private final RedisClient client;
    private final Guard guard;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(Threads.daemon("redis-watchdog"));

    /**
     * @param url where Redis is
     * @param connections at least as many as there are callers at a time, so that none ever waits
     * @param retries how often a command is repeated at most, after the first time
     */
    Redis(URI url, int connections, int retries) {
        guard = Guard.of(retrier(retries), breaker());
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(READ_TIMEOUT);
        int port = url.getPort() == -1 ? Settings.REDIS_PORT : url.getPort();
        client =
                RedisClient.builder()
                        .hostAndPort(new HostAndPort(url.getHost(), port))
                        .clientConfig(config(url))
                        .poolConfig(pool)
                        .build();
    }

    /** The application's own client, for the health checks. */
    RedisClient client() {
        return client;
    }

    /** What stands before it, for its metrics. */
    Guard guard() {
        return guard;
    }

    /** Runs a command that may be run twice: when its answer gets lost, it is. */
    <T> T call(Function<RedisClient, T> command) {
        return this.<T, RuntimeException>guarded(() -> command.apply(client));
    }

    /** Runs a command that must not be run twice. */
    <T> T once(Function<RedisClient, T> command) {
        return this.<T, RuntimeException>guarded(
                () -> {
                    try {
                        return command.apply(client);
                    } catch (JedisConnectionException e) {
                        throw new LostAnswerException(e);
                    }
                });
    }

    /**
     * Runs commands as one MULTI: all or none of them, and never twice. Whoever gets an exception
     * knows that none was done, unless Redis failed in the very moment of EXEC: then it may still
     * do all of them.
     *
     * @param body run again when Redis failed before EXEC, as Redis has forgotten all of it then
     */
    <X extends Exception> void atomically(TransactionBody<X> body) throws X {
        this.<Boolean, X>guarded(
                () -> {
                    inTransaction(body);
                    return true;
                });
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        client.close();
    }

    private <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
        try (Connection connection = client.getPool().getResource()) {
            // A connection that Redis has closed shows here, where all may still be repeated.
            connection.ping();
            // Writing to a socket has no timeout.
            Future<?> limit =
                    watchdog.schedule(
                            () -> disconnect(connection),
                            LONGEST_TRANSACTION.toMillis(),
                            TimeUnit.MILLISECONDS);
            try (var transaction = new Transaction(connection, true, false)) {
                body.send(transaction);
                // EXEC goes out when Redis has answered what comes before it: one that is frozen
                // now does not find it in its socket later, and does nothing after all.
                refuseErrors(exec(transaction));
            } finally {
                limit.cancel(false);
            }
        }
    }

    private <T, X extends Exception> T guarded(Call<T, X> call) throws X {
        try {
            return guard.<T>call(() -> attempt(call));
        } catch (JedisException | BreakerOpenException e) {
            throw new StoreUnavailableException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // The guard has no checked exceptions of its own.
            @SuppressWarnings("unchecked")
            X declared = (X) e;
            throw declared;
        }
    }

    private <T, X extends Exception> T attempt(Call<T, X> call) throws X {
        try {
            T result = call.run();
            if (failing.getAndSet(false)) {
                log.info("Redis answers again");
            }
            return result;
        } catch (JedisException e) {
            if (!failing.getAndSet(true)) {
                log.warn("Redis fails: {}", Masking.describe(e));
            }
            if (isLost(e)) {
                // What broke one connection has most likely broken those that lie idle.
                client.getPool().clear();
            }
            throw e;
        }
    }

    /**
     * Only failures that come at once are worth a repetition: one timeout is all the time that a
     * caller has, so the deadline ends it.
     */
    private static Retrier retrier(int retries) {
        return Retrier.named("redis")
                .attempts(1 + retries)
                .backoff(Backoff.fullJitter(Duration.ofMillis(50), Duration.ofMillis(500)))
                .deadline(READ_TIMEOUT)
                .retryOn(e -> isLost(e) && !(e instanceof LostAnswerException))
                .build();
    }

    /**
     * Refuses at once what would wait for its timeout. It needs more failures than the repetitions
     * of one caller make, and opens for so short a time that nobody misses a Redis that is back.
     */
    private static Breaker breaker() {
        return Breaker.named("redis")
                .failuresInARow(FAILURES_TO_OPEN)
                .openFor(OPEN_FOR)
                .trialTimeout(LONGEST_TRANSACTION.multipliedBy(2))
                .countsAsFailure(Redis::isLost)
                .ignores(e -> !isLost(e) && !(e instanceof JedisDataException))
                .build();
    }

    private static boolean isLost(Throwable e) {
        return e instanceof JedisConnectionException;
    }

    private static List<Object> exec(Transaction transaction) {
        try {
            return transaction.exec();
        } catch (JedisConnectionException e) {
            throw new LostAnswerException(e);
        }
    }

    private static void refuseErrors(Iterable<Object> answers) {
        for (Object answer : answers) {
            if (answer instanceof JedisDataException e) {
                throw e;
            }
        }
    }

    private static void disconnect(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException e) {
            log.debug("closing a connection that takes too long: {}", Masking.describe(e));
        }
    }

    private static JedisClientConfig config(URI url) {
        var config =
                DefaultJedisClientConfig.builder()
                        .user(JedisURIHelper.getUser(url))
                        .password(JedisURIHelper.getPassword(url))
                        .database(JedisURIHelper.getDBIndex(url))
                        .connectionTimeoutMillis((int) CONNECT_TIMEOUT.toMillis())
                        .socketTimeoutMillis((int) READ_TIMEOUT.toMillis())
                        .blockingSocketTimeoutMillis(
                                (int) LONGEST_BLOCK.plus(READ_TIMEOUT).toMillis());
        if (JedisURIHelper.isRedisSSLScheme(url)) {
            config.sslOptions(SslOptions.defaults());
        }
        return config.build();
    }

    /** Nobody knows whether Redis did it, so it must not be repeated. */
    private static final class LostAnswerException extends JedisConnectionException {
        private static final long serialVersionUID = 1L;

        LostAnswerException(JedisConnectionException e) {
            super(Masking.message(e), e);
        }
    }

    /** Sends the commands of a transaction; may fail in its own way. */
    @FunctionalInterface
    interface TransactionBody<X extends Exception> {
        void send(Transaction transaction) throws X;
    }

    @FunctionalInterface
    private interface Call<T, X extends Exception> {
        T run() throws X;
    }
}
