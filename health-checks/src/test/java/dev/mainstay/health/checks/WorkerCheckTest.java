// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Status;
import dev.mainstay.internal.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerCheckTest {
    private final FakeTime time = new FakeTime();
    private final WorkerRegistry registry = WorkerRegistry.builder().nanoTime(time).build();
    private final WorkerCheck check = WorkerCheck.of(registry);
    private final HealthCheck stuck = WorkerCheck.stuck(registry);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void endThreads() throws InterruptedException {
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void defaults_areOneMinuteExpectedAndFiveMinutesToStuck() {
        try (var worker = registry.register("w1");
                var job = worker.begin("a")) {
            assertThat(statusAfter(Duration.ofMinutes(1))).isEqualTo(Status.UP);
            assertThat(statusAfter(Duration.ofNanos(1))).isEqualTo(Status.DEGRADED);
            assertThat(statusAfter(Duration.ofMinutes(4).minusNanos(1))).isEqualTo(Status.DEGRADED);
            assertThat(statusAfter(Duration.ofNanos(1))).isEqualTo(Status.DOWN);
            job.beat();
            assertThat(statusAfter(Duration.ZERO)).isEqualTo(Status.DEGRADED);
        }
    }

    @Test
    void defaults_needOneWorkerAlive() {
        assertThat(check.check().status()).isEqualTo(Status.DOWN);
        assertThat(check.check().message()).contains("0 workers alive, at least 1 needed");
        assertThat(WorkerCheck.builder(registry).minAlive(0).build().check().status())
                .isEqualTo(Status.UP);
    }

    @Test
    void jobWithItsOwnExpectedTime_isNotSlowWithinIt() {
        try (var worker = registry.register("w1");
                var job = worker.begin("big import", Duration.ofHours(1))) {
            assertThat(statusAfter(Duration.ofMinutes(59))).isEqualTo(Status.UP);
            assertThat(statusAfter(Duration.ofMinutes(2))).isEqualTo(Status.DOWN);
            job.done();
        }
        assertThat(registry.done()).isEqualTo(1);
    }

    @Test
    void waitingOnPurpose_isNeverStuck() throws Exception {
        try (var worker = registry.register("w1")) {
            worker.waiting("breaker open");

            assertThat(statusAfter(Duration.ofDays(2))).isEqualTo(Status.UP);
            assertThat(stuck.check().status()).isEqualTo(Status.UP);
            assertThat(check.check().details()).containsEntry("workersWaiting", 1L);
        }
    }

    @Test
    void waitingForLongerThanSaid_isStuck() {
        try (var worker = registry.register("w1")) {
            worker.waiting("queue empty", Duration.ofSeconds(10));
            assertThat(statusAfter(Duration.ofSeconds(10))).isEqualTo(Status.UP);

            assertThat(statusAfter(Duration.ofSeconds(1))).isEqualTo(Status.DOWN);

            assertThat(check.check().message())
                    .contains(
                            "worker 'w1' is stuck: it waits for queue empty, for 11s (limit 10s)");
        }
    }

    @Test
    void neitherJobNorWaiting_isStuckAfterTheLimit() {
        try (var worker = registry.register("w1")) {
            assertThat(statusAfter(Duration.ofMinutes(5))).isEqualTo(Status.UP);
            assertThat(statusAfter(Duration.ofSeconds(1))).isEqualTo(Status.DOWN);
            assertThat(check.check().message().orElseThrow())
                    .contains(worker + " is stuck: it has no job and does not wait, for 301s");
        }
    }

    @Test
    void jobs_areCountedAsDoneFailedOrGivenBack() {
        try (var worker = registry.register("w1")) {
            try (var job = worker.begin("good")) {
                job.done();
            }
            try (var job = worker.begin("early")) {
                job.givenBack();
            }
            assertThatThrownBy(
                            () -> {
                                try (var job = worker.begin("bad")) {
                                    job.beat();
                                    throw new IllegalStateException("boom");
                                }
                            })
                    .hasMessage("boom");

            assertThat(check.check().details())
                    .containsEntry("jobsDone", 1L)
                    .containsEntry("jobsFailed", 1L)
                    .containsEntry("jobsGivenBack", 1L)
                    .containsEntry("workersAlive", 1L);
        }
    }

    @Test
    void oldestJob_isTheOneThatRunsLongest() throws Exception {
        beginInThread("w1", "old");
        time.advance(Duration.ofSeconds(20));
        beginInThread("w2", "young");
        time.advance(Duration.ofSeconds(10));

        assertThat(check.check().details())
                .containsEntry("oldestJob", "old")
                .containsEntry("oldestJobSeconds", 30L)
                .containsEntry("workersBusy", 2L);
    }

    @Test
    void workerThatDied_isDegradedWhileOthersLive_andItsNameIsFreeAgain() throws Exception {
        Thread dying = inThread("dying", () -> registry.register("w1").begin("lost"));
        dying.join();
        try (var other = registry.register("w2")) {
            Health health = check.check();
            assertThat(health.status()).isEqualTo(Status.DEGRADED);
            assertThat(health.message())
                    .contains("worker 'w1' is dead: its thread ended with job 'lost'");
            other.waiting("queue empty");

            try (var successor = registry.register("w1")) {
                assertThat(successor.name()).isEqualTo("w1");
                assertThat(check.check().status()).isEqualTo(Status.UP);
            }
        }
    }

    @Test
    void workerLeftByAnError_isDeadWithItsLastJob_thoughItWasClosed() throws Exception {
        assertThatThrownBy(
                        () -> {
                            try (var worker = registry.register("w1");
                                    var job = worker.begin("poison")) {
                                job.beat();
                                throw new StackOverflowError("boom");
                            }
                        })
                .hasMessage("boom");

        assertThat(check.check().status()).isEqualTo(Status.DOWN);
        assertThat(stuck.check().status()).isEqualTo(Status.DOWN);
        assertThat(stuck.check().message())
                .contains(
                        "worker 'w1' is dead: its loop was left without end();"
                                + " its last was job 'poison'");
        try (var other = registry.register("w2")) {
            other.waiting("queue empty");
            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
            assertThat(stuck.check().status()).isEqualTo(Status.DEGRADED);

            registry.register("w1").waiting("queue empty");

            assertThat(check.check().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void workerWhoseThreadEndedBetweenTwoJobs_isDeadWithTheLast() throws Exception {
        inThread("dying", () -> registry.register("w1").begin("a").close()).join();

        assertThat(stuck.check().message())
                .contains(
                        "worker 'w1' is dead: its thread ended without end();"
                                + " its last was job 'a'");
    }

    @Test
    void workerThatEndsOnPurpose_isNotExpectedAnyLonger() throws Exception {
        try (var worker = registry.register("w1");
                var other = registry.register("w2")) {
            other.waiting("queue empty");
            worker.end();
            worker.end();
            assertThatThrownBy(() -> worker.begin("a"))
                    .hasMessage("worker 'w1' is closed; job 'a' can't begin");
        }
        registry.register("w2").end();

        assertThat(stuck.check().status()).isEqualTo(Status.UP);
        assertThat(check.check().details()).containsEntry("workersAlive", 0L);
    }

    @Test
    void workerThatEnds_doesNotTakeItsSuccessorAlong() {
        var worker = registry.register("w1");
        worker.close();
        var successor = registry.register("w1");
        successor.waiting("queue empty");

        worker.end();

        assertThat(check.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void stuck_whileAnotherWorkerGoesOn_isDegraded_andDownWhenNoneDoes() throws Exception {
        beginInThread("w1", "hung");
        time.advance(Duration.ofMinutes(6));
        beginInThread("w2", "fine");

        Health one = stuck.check();
        assertThat(one.status()).isEqualTo(Status.DEGRADED);
        assertThat(one.details()).containsEntry("stuckJob", "hung");
        assertThat(check.check().status()).isEqualTo(Status.DOWN);

        time.advance(Duration.ofMinutes(6));
        assertThat(stuck.check().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void stuck_withoutWorkers_isUp() throws Exception {
        assertThat(stuck.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void misuse_isRefusedWithNames() {
        assertThatThrownBy(() -> registry.register("W 1"))
                .hasMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was 'W 1'");
        assertThatThrownBy(() -> WorkerRegistry.builder().stuckAfter(Duration.ofSeconds(1)).build())
                .hasMessage("stuckAfter must be at least expected (PT1M), but was PT1S");
        var worker = registry.register("w1");
        assertThatThrownBy(() -> registry.register("w1"))
                .hasMessageStartingWith("worker 'w1' is registered already, by thread ");
        var job = worker.begin("a");
        assertThatThrownBy(() -> worker.begin("b"))
                .hasMessage("worker 'w1' has job 'a' in hand; job 'b' can't begin");
        assertThatThrownBy(() -> worker.waiting("x"))
                .hasMessage("worker 'w1' has job 'a' in hand; it can't wait for 'x'");
        worker.close();
        job.close();
        assertThat(registry.failed()).isEqualTo(1);
        assertThatThrownBy(() -> worker.begin("c"))
                .hasMessage("worker 'w1' is closed; job 'c' can't begin");
    }

    private Status statusAfter(Duration passed) {
        time.advance(passed);
        return check.check().status();
    }

    private void beginInThread(String worker, String id) throws InterruptedException {
        var begun = new CountDownLatch(1);
        inThread(
                worker,
                () -> {
                    try (var registered = registry.register(worker);
                            var job = registered.begin(id)) {
                        begun.countDown();
                        awaitQuietly(release);
                        job.done();
                    }
                });
        begun.await();
    }

    private Thread inThread(String name, Runnable body) {
        Thread thread = DaemonThreads.start(name, body);
        threads.add(thread);
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
