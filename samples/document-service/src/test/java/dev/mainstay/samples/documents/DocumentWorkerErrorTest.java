// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Status;
import dev.mainstay.health.checks.WorkerCheck;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What no worker gets over. */
@Timeout(60)
class DocumentWorkerErrorTest {
    @TempDir Path directory;

    private final WorkerRegistry registry = DocumentWorker.registry();
    private EmbeddedRedis server;
    private Redis redis;
    private DocumentStore store;
    private DocumentWorker worker;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 3, 5);
        store = new DocumentStore(redis);
        var neverAsked =
                new GuardedExtractor(
                        new Extractor(URI.create("http://127.0.0.1:1/"), Extractor.LONGEST),
                        3,
                        Duration.ofMinutes(2));
        worker =
                new DocumentWorker(
                        "worker-1",
                        store,
                        neverAsked,
                        registry,
                        new Lease(redis, "worker-1", Lease.LENGTH),
                        () -> {
                            throw new StackOverflowError("on purpose");
                        },
                        InFlight.create());
    }

    @AfterEach
    void stop() {
        worker.close();
        redis.close();
        server.close();
    }

    @Test
    void worker_thatAnErrorEnds_isDeadToTheHealthChecks() throws Exception {
        String id = store.add(Files.writeString(directory.resolve("text"), "one"));
        worker.start();

        await().dontCatchUncaughtExceptions()
                .until(() -> WorkerCheck.stuck(registry).check().status() == Status.DOWN);
        assertThat(WorkerCheck.of(registry).check().message().orElseThrow())
                .contains("is dead: its loop was left without end(); its last was job '" + id);
    }
}
