// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Health;
import dev.mainstay.health.SelfCheck;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Masking;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop says that it goes round: DOWN when {@link #beat()} was not called for longer than {@code
 * maxSilence}, with what the thread that beat last is doing now. Until the first beat the silence
 * counts from the making of the heartbeat. A loop that does long work beats as the work progresses.
 *
 * <pre>{@code
 * Heartbeat loop = Heartbeat.of(Duration.ofSeconds(30));
 * monitor.addLiveness("event-loop", loop);
 * while (running) {
 *     loop.beat();
 *     poll();
 * }
 * }</pre>
 *
 * <p>Thread-safe; a beat costs a read of the clock and a volatile write.
 */
public final class Heartbeat implements SelfCheck {
    private final Duration maxSilence;
    private final LongSupplier nanoTime;
    private volatile long lastBeat;
    private volatile @Nullable WeakReference<Thread> beater;

    private Heartbeat(Duration maxSilence, LongSupplier nanoTime) {
        this.maxSilence = maxSilence;
        this.nanoTime = nanoTime;
        this.lastBeat = nanoTime.getAsLong();
    }

    /**
     * Makes a heartbeat; the silence counts from now.
     *
     * @param maxSilence the longest time between two beats; positive, at most 365 days
     * @return the heartbeat
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public static Heartbeat of(Duration maxSilence) {
        return of(maxSilence, System::nanoTime);
    }

    static Heartbeat of(Duration maxSilence, LongSupplier nanoTime) {
        return new Heartbeat(DurationLimit.of("maxSilence", maxSilence), nanoTime);
    }

    /** Says that the calling thread goes on. */
    public void beat() {
        lastBeat = nanoTime.getAsLong();
        Thread current = Thread.currentThread();
        WeakReference<Thread> known = beater;
        if (known == null || known.get() != current) {
            beater = new WeakReference<>(current);
        }
    }

    @Override
    public Health check() {
        // Read before the clock: a beat in between would lie in the future.
        long before = lastBeat;
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - before);
        Health health = silence.compareTo(maxSilence) > 0 ? silent(silence) : Health.up();
        return health.with("silenceSeconds", silence.toSeconds());
    }

    private Health silent(Duration silence) {
        WeakReference<Thread> known = beater;
        Thread thread = known == null ? null : known.get();
        String limit = "(limit %s)".formatted(Durations.seconds(maxSilence));
        if (known == null) {
            return Health.down(
                    "no beat at all for %s %s".formatted(Durations.seconds(silence), limit));
        }
        String message = "no beat for %s %s".formatted(Durations.seconds(silence), limit);
        if (thread == null || !thread.isAlive()) {
            return Health.down(message + "; the thread that beat has ended");
        }
        return Health.down(message + "; last by thread '" + Masking.mask(thread.getName()) + "'")
                .with("stack", Format.stack(thread));
    }
}
