// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in Redis that a worker lives, and puts back into the queue what dead ones had taken.
 *
 * <p>A worker that was killed, froze or lost its network renews no more. When its lease has run
 * out, the next worker to look requeues its jobs: all in one script, so that two cannot do it
 * twice. A worker that was only frozen finds its job gone: {@link DocumentStore} lets nobody settle
 * what does not lie in his own list.
 *
 * <p>It is renewed by a thread of its own, also while a job takes long: a worker that is stuck is
 * the liveness probe's to find. The clock is Redis's. Thread-safe.
 */
final class Lease {
    /**
     * Four renewals may fail, or the process pause for 8 s, before a living worker's job is done a
     * second time; a dead one's waits for 12 s at the most, after an outage of Redis or of all
     * workers from its end on.
     */
    static final Duration LENGTH = Duration.ofSeconds(10);

    /** The workers, by the time when their leases run out. */
    static final String LEASES = "documents:leases";

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    private static final String NOW =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;

    /**
     * Where nobody has renewed for two pauses, Redis was away or nobody worked. Each lease begins
     * anew then, so that the living can renew before they are taken for dead; but not a released
     * one, which is 0.
     */
    private static final String SPARE =
            NOW
                    + """
                    local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
                    if last and tonumber(last) < now + ARGV[1] * 3 / 5 then
                        local held = redis.call('ZRANGEBYSCORE', KEYS[1], '(0', '+inf')
                        for _, worker in ipairs(held) do
                            redis.call('ZADD', KEYS[1], now + ARGV[1], worker)
                        end
                    end
                    """;

    private static final String RENEW =
            SPARE + "return redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[2])";

    /** A lease is forgotten an hour late: a frozen worker's last take may still be on its way. */
    private static final String RECOVER =
            SPARE
                    + """
                    local recovered = {}
                    for _, worker in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
                        local taken = ARGV[2] .. worker
                        local id = redis.call('LMOVE', taken, KEYS[2], 'RIGHT', 'RIGHT')
                        while id do
                            redis.call('HSET', ARGV[3] .. id, 'status', 'queued')
                            table.insert(recovered, id)
                            id = redis.call('LMOVE', taken, KEYS[2], 'RIGHT', 'RIGHT')
                        end
                    end
                    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 3600000)
                    return recovered
                    """;

    private final Redis redis;
    private final String worker;
    private final Duration length;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.daemon("lease"));

    Lease(Redis redis, String worker, Duration length) {
        this.redis = redis;
        this.worker = worker;
        this.length = length;
    }

    /** Renews the lease and recovers others' jobs from now on, at once for the first time. */
    void start() {
        long pause = length.toMillis() / 5;
        var unused = thread.scheduleWithFixedDelay(this::tick, 0, pause, TimeUnit.MILLISECONDS);
    }

    /** To be called before jobs are taken: what an unknown worker has taken, nobody recovers. */
    void renew() {
        redis.call(client -> client.eval(RENEW, List.of(LEASES), List.of(millis(), worker)));
    }

    /**
     * Requeues the jobs of workers whose leases have run out; they are the next to be taken.
     *
     * @return the ids
     */
    List<?> recover() {
        var keys = List.of(LEASES, DocumentStore.QUEUE);
        var arguments = List.of(millis(), DocumentStore.taken(""), DocumentStore.key(""));
        return (List<?>) redis.call(client -> client.eval(RECOVER, keys, arguments));
    }

    /** Ends it. What the worker still has is anybody's at once. */
    void release() {
        stopRenewing();
        try {
            redis.call(client -> client.zadd(LEASES, 0, worker));
        } catch (StoreUnavailableException e) {
            log.info("the lease of {} runs out by itself: {}", worker, Masking.message(e));
        }
    }

    /** What is left to a process that is killed. */
    void stopRenewing() {
        thread.shutdownNow();
    }

    private String millis() {
        return String.valueOf(length.toMillis());
    }

    private void tick() {
        try {
            renew();
            List<?> recovered = recover();
            if (!recovered.isEmpty()) {
                log.warn("{} requeued, as their workers are gone: {}", recovered.size(), recovered);
            }
        } catch (RuntimeException | Error e) {
            // One that got out would end the renewals for good.
            if (log.isDebugEnabled()) {
                log.debug("the lease of {} is not renewed:{}", worker, Masking.trace(e));
            }
        }
    }
}
