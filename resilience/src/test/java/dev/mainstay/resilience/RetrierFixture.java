// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mainstay.health.FakeTime;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.GaveUp.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/** A retrier on fake time whose waits are noted, and calls that fail as they are told. */
abstract class RetrierFixture {
    final FakeTime time = new FakeTime();
    final List<Duration> waits = new ArrayList<>();
    final Deque<Runnable> timers = new ArrayDeque<>();
    final IOException broken = new IOException("broken");
    int attempts;
    int cancelled;

    RetrierBuilder builder() {
        return Retrier.named("extractor")
                .backoff(Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(10)))
                .executor(Runnable::run)
                .time(
                        time,
                        nanos -> {
                            waits.add(Duration.ofNanos(nanos));
                            time.advance(Duration.ofNanos(nanos));
                        },
                        (task, nanos) -> {
                            waits.add(Duration.ofNanos(nanos));
                            timers.add(task);
                            return () -> {
                                timers.remove(task);
                                cancelled++;
                            };
                        });
    }

    /** Fails so many times, then returns "text". */
    Callable<String> failing(int times) {
        return failing(times, broken);
    }

    Callable<String> failing(int times, Throwable error) {
        return () -> {
            if (++attempts <= times) {
                throw Throwables.<Exception>raise(error);
            }
            return "text";
        };
    }

    static void assertGaveUp(Throwable thrown, Reason reason, int attempts) {
        assertThat(GaveUp.of(thrown)).as("%s", thrown).isPresent();
        GaveUp gaveUp = GaveUp.of(thrown).orElseThrow();
        assertThat(gaveUp.reason()).isEqualTo(reason);
        assertThat(gaveUp.attempts()).isEqualTo(attempts);
    }

    static Throwable thrownBy(Retrier retrier, Callable<String> task) {
        return catchThrowable(() -> retrier.call(task));
    }

    static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
