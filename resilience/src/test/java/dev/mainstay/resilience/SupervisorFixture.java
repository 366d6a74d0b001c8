// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.FakeTime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A supervisor on fake time, whose sessions do what the test says step by step. */
abstract class SupervisorFixture {
    /** What a session is told to do by the test. */
    interface Step {
        /** Returns whether the session is over. */
        boolean run(Session session) throws Exception;
    }

    final FakeTime time = new FakeTime();
    final FakePause pause = new FakePause(time);
    final CapturedLog captured = new CapturedLog();
    final BlockingQueue<Step> steps = new SynchronousQueue<>();
    final BlockingQueue<Integer> sessions = new LinkedBlockingQueue<>();
    int sessionCount;
    @Nullable Supervisor supervisor;

    SupervisorBuilder builder() {
        return Supervisor.builder("orders", this::work)
                .backoff(Backoff.exponential(ofSeconds(1), ofSeconds(60)))
                .time(time, pause);
    }

    /** The news of the supervisor that were logged. */
    List<String> news() {
        return captured.lines("supervisor 'orders' ").stream()
                .map(line -> line.substring(line.indexOf("supervisor 'orders' ")))
                .toList();
    }

    void work(Session session) throws Exception {
        sessions.add(++sessionCount);
        while (!steps.take().run(session)) {
            // The step says whether to go on.
        }
    }

    Supervisor start(SupervisorBuilder builder) throws Exception {
        supervisor = builder.build().start();
        session();
        return supervisor;
    }

    int session() throws InterruptedException {
        Integer number = sessions.poll(30, TimeUnit.SECONDS);
        assertThat(number).as("a session").isNotNull();
        return number;
    }

    void step(Step step) throws InterruptedException {
        assertThat(steps.offer(step, 30, TimeUnit.SECONDS)).as("taken").isTrue();
    }

    void connect() throws InterruptedException {
        step(
                session -> {
                    session.connected();
                    return false;
                });
        step(session -> false);
    }

    void lose() throws InterruptedException {
        step(
                session -> {
                    throw new IOException("gone");
                });
    }

    @AfterEach
    void close() {
        Supervisor started = supervisor;
        if (started != null) {
            boolean unused = started.close(ofMillis(1));
        }
        captured.close();
    }
}
