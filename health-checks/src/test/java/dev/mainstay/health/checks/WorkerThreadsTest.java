// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers on threads and by the clock, as in production. */
class WorkerThreadsTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final WorkerRegistry registry =
            WorkerRegistry.builder()
                    .expected(Duration.ofMillis(100))
                    .stuckAfter(Duration.ofMillis(400))
                    .build();

    @Test
    void slowButProgressingJob_isDegradedAndNeverStuck() {
        var go = new AtomicBoolean(true);
        inThread("worker", () -> beatWhile(go));
        var check = WorkerCheck.of(registry);
        await().until(() -> check.check().status() == Status.DEGRADED);

        await().during(Duration.ofMillis(1_200))
                .until(() -> check.check().status() == Status.DEGRADED);

        assertThat(check.check().message().orElseThrow())
                .startsWith("worker 'w1' is slow: job 'report 7' runs for ");
        assertThat(check.check().details()).doesNotContainKey("stuckJob");
        go.set(false);
        await().until(() -> registry.done() == 1);
    }

    @Test
    void blockedJob_isFoundWithinItsLimit_andNamedWithItsStack() throws Exception {
        var begun = new CountDownLatch(1);
        inThread("worker", () -> blockIn("job 42", begun));
        begun.await();
        long start = System.nanoTime();
        var check = WorkerCheck.of(registry);

        await().until(() -> check.check().status() == Status.DOWN);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(1_500));
        Health health = check.check();
        assertThat(health.message().orElseThrow())
                .startsWith("worker 'w1' is stuck: job 'job 42' shows no progress for ");
        assertThat(health.details())
                .containsEntry("stuckJob", "job 42")
                .containsEntry("stuckWorker", "w1");
        assertThat((String) health.details().get("stuckStack"))
                .contains("CountDownLatch.await")
                .contains("blockIn");
    }

    private void beatWhile(AtomicBoolean go) {
        try (var worker = registry.register("w1");
                var job = worker.begin("report 7")) {
            while (go.get()) {
                job.beat();
                Thread.onSpinWait();
            }
            job.done();
        }
    }

    private void blockIn(String id, CountDownLatch begun) {
        try (var worker = registry.register("w1");
                var job = worker.begin(id)) {
            begun.countDown();
            awaitQuietly(release);
            job.done();
        }
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private Thread inThread(String name, Runnable body) {
        var thread = new Thread(body, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
