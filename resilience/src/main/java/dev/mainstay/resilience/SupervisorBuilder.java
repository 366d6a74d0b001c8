// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Supervisor} together. Unless told otherwise it waits with equal jitter from 1 s to
 * 1 min, starts its waits anew after a connection of 30 s, and is DOWN after an outage of 1 min.
 *
 * <p>Not thread-safe.
 */
public final class SupervisorBuilder {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final String name;
    private Supervisor.Work work;
    private Backoff backoff = Backoff.equalJitter(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private int attempts = Integer.MAX_VALUE;
    private Duration stableAfter = Duration.ofSeconds(30);
    private Duration downAfter = Duration.ofMinutes(1);
    private long maxSilenceNanos = Long.MAX_VALUE;
    private LongSupplier nanoTime = System::nanoTime;
    private @Nullable Pause pause;

    SupervisorBuilder(String name, Supervisor.Work work) {
        this.name = Require.name(name);
        this.work = requireNonNull(work, "work");
    }

    /**
     * Sets the waits between a loss and the next attempt. After a backoff that throws the wait is 5
     * s.
     *
     * @param backoff default equal jitter from 1 s to 1 min
     * @return this
     */
    public SupervisorBuilder backoff(Backoff backoff) {
        this.backoff = requireNonNull(backoff, "backoff");
        return this;
    }

    /**
     * Sets after how many failures in a row the supervisor gives up, is DOWN and waits to be
     * nudged.
     *
     * @param attempts 1 to 1,000,000; default never
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     */
    public SupervisorBuilder attempts(int attempts) {
        this.attempts = Require.between("attempts", 1, 1_000_000, attempts);
        return this;
    }

    /**
     * Sets how long a connection must have lasted for the waits to start anew. Until then a
     * connection that is made and lost counts as a failure.
     *
     * @param stableAfter 0 to 1 day; default 30 s
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public SupervisorBuilder stableAfter(Duration stableAfter) {
        this.stableAfter = Require.between("stableAfter", Duration.ZERO, DAY, stableAfter);
        return this;
    }

    /**
     * Sets how long an outage is DEGRADED before it is DOWN.
     *
     * @param downAfter 0 to 1 day; default 1 min
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public SupervisorBuilder downAfter(Duration downAfter) {
        this.downAfter = Require.between("downAfter", Duration.ZERO, DAY, downAfter);
        return this;
    }

    /**
     * Sets for how long the work may give no sign of life, connecting or connected, before it is
     * stuck: DOWN, with its stack. Signs are the start of a session, {@link Session#connected()}
     * and {@link Session#beat()}.
     *
     * @param maxSilence 1 ms to 1 day; default for ever
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public SupervisorBuilder maxSilence(Duration maxSilence) {
        maxSilenceNanos = Require.between("maxSilence", MILLISECOND, DAY, maxSilence).toNanos();
        return this;
    }

    /**
     * Builds the supervisor.
     *
     * @return the supervisor, not started
     */
    public Supervisor build() {
        return new Supervisor(
                new Settings(
                        name,
                        work,
                        backoff,
                        attempts,
                        stableAfter.toNanos(),
                        downAfter.toNanos(),
                        maxSilenceNanos,
                        nanoTime,
                        pause == null ? new Pause() : pause));
    }

    SupervisorBuilder work(Supervisor.Work given) {
        work = given;
        return this;
    }

    SupervisorBuilder time(LongSupplier nanoTime, Pause pause) {
        this.nanoTime = nanoTime;
        this.pause = pause;
        return this;
    }

    /** What a supervisor is built with. A silence of {@link Long#MAX_VALUE} is never too long. */
    record Settings(
            String name,
            Supervisor.Work work,
            Backoff backoff,
            int attempts,
            long stableAfterNanos,
            long downAfterNanos,
            long maxSilenceNanos,
            LongSupplier nanoTime,
            Pause pause) {}

    /** The wait between two sessions, which can be cut short. */
    static class Pause {
        private final Semaphore wakes = new Semaphore(0);

        /** Waits so long, or until woken; all wakes that came before are used up at once. */
        void await(long nanos) throws InterruptedException {
            boolean unused = wakes.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            wakes.drainPermits();
        }

        void wake() {
            wakes.drainPermits();
            wakes.release();
        }

        /** Forgets a wake that was not used. */
        void reset() {
            wakes.drainPermits();
        }
    }
}
