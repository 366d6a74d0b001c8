// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.mainstay.health.CheckOptions;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Impact;
import dev.mainstay.health.checks.DeadlockCheck;
import dev.mainstay.health.checks.DiskCheck;
import dev.mainstay.health.checks.FreeSpace;
import dev.mainstay.health.checks.JedisCheck;
import dev.mainstay.health.checks.MemoryCheck;
import dev.mainstay.health.checks.QueueCheck;
import dev.mainstay.health.checks.RedisListProbe;
import dev.mainstay.health.checks.TempFilesCheck;
import dev.mainstay.health.checks.WorkerCheck;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.shutdown.TempFiles;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** What it means for this service to be alive and to be ready. */
final class ServiceHealth {
    private ServiceHealth() {}

    /**
     * Redis, disk and memory decide on readiness. A long queue, many temp files, a lost worker or
     * an extractor in trouble does not take the service out of rotation, as it still takes
     * documents; it is shown as degraded.
     *
     * @param worker null if this process has none
     */
    static void start(
            HealthMonitor health,
            Settings settings,
            TempFiles files,
            Redis redis,
            DocumentStore store,
            WorkerRegistry workers,
            @Nullable DocumentWorker worker) {
        health.addLiveness("deadlock", DeadlockCheck.create());
        health.addReadiness("redis", JedisCheck.of(redis.client()), ServiceHealth::askRedis);
        health.addReadiness("disk", disk(settings));
        health.addReadiness("memory", MemoryCheck.create());
        // It asks for the directory each time, as there is a new one if somebody deletes it.
        health.addReadiness(
                "temp-files",
                () -> TempFilesCheck.of(files.path()).check(),
                ServiceHealth::degrades);
        health.addReadiness(
                "queue",
                queue(redis.client(), store),
                check -> askRedis(check).impact(Impact.DEGRADES));
        if (worker != null) {
            health.addLiveness("worker", WorkerCheck.stuck(workers));
            health.addReadiness("workers", WorkerCheck.of(workers), ServiceHealth::degrades);
            health.addReadiness("connection", worker.supervisor(), ServiceHealth::degradesSoon);
            health.addReadiness("extractor", worker.extractorCheck(), ServiceHealth::degradesSoon);
        }
        health.start();
    }

    private static CheckOptions degrades(CheckOptions check) {
        return check.impact(Impact.DEGRADES);
    }

    /** For what costs nothing to look at. */
    private static CheckOptions degradesSoon(CheckOptions check) {
        return degrades(check).interval(ofSeconds(1));
    }

    private static CheckOptions askRedis(CheckOptions check) {
        return check.interval(ofSeconds(5)).timeout(ofMillis(500));
    }

    /** Below what the uploads under way may need at the most, there is no room for more. */
    private static DiskCheck disk(Settings settings) {
        long needed = RequestLimit.MOST_REQUESTS * settings.maxContentLength();
        return DiskCheck.builder(settings.tempDir())
                .degradedAt(FreeSpace.bytes(4 * needed))
                .downAt(FreeSpace.bytes(needed))
                .writeProbe()
                .build();
    }

    private static QueueCheck queue(RedisClient client, DocumentStore store) {
        return QueueCheck.of(
                RedisListProbe.builder(client, DocumentStore.QUEUE)
                        .enqueuedAt(store::queuedAt)
                        .build());
    }
}
