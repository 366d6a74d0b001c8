// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.FakeTime;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A wait that ends when the test says so, with the time passed or without. */
final class FakePause extends SupervisorBuilder.Pause {
    private enum End {
        PASSED,
        WOKEN
    }

    private final FakeTime time;
    private final BlockingQueue<Duration> begun = new LinkedBlockingQueue<>();
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

    private final AtomicInteger wakes = new AtomicInteger();

    FakePause(FakeTime time) {
        this.time = time;
    }

    @Override
    void await(long nanos) throws InterruptedException {
        begun.add(Duration.ofNanos(nanos));
        if (ends.take() == End.PASSED) {
            time.advance(Duration.ofNanos(nanos));
        }
    }

    @Override
    void wake() {
        wakes.incrementAndGet();
        ends.add(End.WOKEN);
    }

    @Override
    void reset() {
        ends.clear();
    }

    int wakes() {
        return wakes.get();
    }

    /** The next wait that begins. */
    Duration begun() throws InterruptedException {
        Duration wait = begun.poll(30, TimeUnit.SECONDS);
        assertThat(wait).as("a wait").isNotNull();
        return wait;
    }

    /** Lets the wait pass that has begun. */
    void pass() {
        ends.add(End.PASSED);
    }
}
