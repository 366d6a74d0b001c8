// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.health.Health;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Throwables;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a supervisor is doing, for its health and its log. */
final class SupervisorState {
    private static final int STACK_FRAMES = 12;

    /** Where the loop stands. */
    enum Phase {
        NEW,
        CONNECTING,
        CONNECTED,
        LOSING,
        WAITING,
        GAVE_UP,
        CLOSED
    }

    final LongAdder losses = new LongAdder();

    private final SupervisorSettings settings;
    private @Nullable Thread thread;
    private Phase phase = Phase.NEW;
    private int failures;
    private boolean logged;
    private boolean closing;
    private long outageSince;
    private long connectedAt;
    private long lostAt;
    private long waitSince;
    private long waitNanos;
    private @Nullable Throwable lastError;
    private volatile long lastSign;

    SupervisorState(SupervisorSettings settings) {
        this.settings = settings;
    }

    synchronized void runsOn(Thread runsOn) {
        thread = runsOn;
    }

    synchronized void starting() {
        outageSince = now();
    }

    synchronized void connecting() {
        lastSign = now();
        phase = Phase.CONNECTING;
    }

    /** Notes that the connection stands; returns what to log, if anything. */
    synchronized @Nullable String connected() {
        if (phase != Phase.CONNECTING) {
            return null;
        }
        phase = Phase.CONNECTED;
        connectedAt = now();
        lastSign = connectedAt;
        if (!logged) {
            return null;
        }
        logged = false;
        return "supervisor '%s' is connected again after %s and %d %s"
                .formatted(
                        settings.name(),
                        Durations.seconds(connectedAt - outageSince),
                        failures,
                        failures == 1 ? "failure" : "failures");
    }

    void beat() {
        lastSign = now();
    }

    /** Notes that the connection is gone, while the work is still closing it. */
    synchronized void losing(Throwable cause) {
        if (phase == Phase.CONNECTED) {
            phase = Phase.LOSING;
            lostAt = now();
            lastSign = lostAt;
            lastError = cause;
        }
    }

    synchronized void closing() {
        closing = true;
    }

    /** Notes a loss; returns the failures in a row, this one among them. */
    synchronized int lost(@Nullable Throwable thrown) {
        losses.increment();
        long gone = phase == Phase.LOSING ? lostAt : now();
        if (isStable(gone)) {
            failures = 0;
            outageSince = gone;
        }
        lastError = thrown;
        failures = failures == Integer.MAX_VALUE ? failures : failures + 1;
        return failures;
    }

    /** Notes a wait; returns what to log, for failures 1, 2, 4, 8 and so on, and after news. */
    synchronized @Nullable String waiting(int failed, long nanos, boolean last) {
        phase = last ? Phase.GAVE_UP : Phase.WAITING;
        waitSince = now();
        waitNanos = nanos;
        // The first loss after "connected again" is told too, or the log would end with that.
        if (logged && !last && Integer.bitCount(failed) != 1) {
            return null;
        }
        logged = true;
        String next = last ? "gave up until nudged" : "next attempt in " + Durations.seconds(nanos);
        return "supervisor '%s' is not connected, failure %d (%s); %s"
                .formatted(settings.name(), failed, why(), next);
    }

    /** Starts counting attempts anew. */
    synchronized void anew() {
        failures = 0;
    }

    synchronized void closed() {
        phase = Phase.CLOSED;
    }

    /** Whether it gave up, and longer ago than its backoff: asking for more now is no hot loop. */
    synchronized boolean gaveUpAndWaited() {
        return phase == Phase.GAVE_UP && left(now()) == 0;
    }

    synchronized boolean isConnected() {
        return phase == Phase.CONNECTED;
    }

    synchronized @Nullable Throwable lastError() {
        return lastError;
    }

    synchronized Health health() {
        if (closing && phase != Phase.CLOSED) {
            return Health.down("closing");
        }
        return switch (phase) {
            case NEW -> Health.unknown("not started");
            case CLOSED -> Health.down("closed");
            case CONNECTED -> isSilent() ? stuck() : upSince(now());
            case CONNECTING -> isSilent() ? stuck() : reconnecting(now());
            case LOSING -> losing(now());
            case WAITING, GAVE_UP -> reconnecting(now());
        };
    }

    synchronized Health liveness() {
        boolean running = phase == Phase.CONNECTED || phase == Phase.CONNECTING;
        return running && isSilent() ? stuck() : Health.up();
    }

    private Health upSince(long now) {
        return Health.up().with("connectedSeconds", (now - connectedAt) / 1_000_000_000);
    }

    private Health losing(long now) {
        long outage = now - (isStable(lostAt) ? lostAt : outageSince);
        String doing =
                "lost %s ago (%s), and being closed"
                        .formatted(Durations.seconds(now - lostAt), why());
        return outage >= settings.downAfterNanos() ? Health.down(doing) : Health.degraded(doing);
    }

    private Health reconnecting(long now) {
        long outage = now - outageSince;
        String doing =
                phase == Phase.GAVE_UP
                        ? "gave up after %d attempts, not connected for %s (%s)"
                                .formatted(failures, Durations.seconds(outage), why())
                        : failures == 0
                                ? "connecting for " + Durations.seconds(outage)
                                : "reconnecting for %s, failure %d (%s)"
                                        .formatted(Durations.seconds(outage), failures, why());
        boolean down = phase == Phase.GAVE_UP || outage >= settings.downAfterNanos();
        Health health = down ? Health.down(doing) : Health.degraded(doing);
        health = health.with("failuresInARow", failures);
        return phase == Phase.WAITING
                ? health.with("nextAttemptSeconds", Math.round(left(now) / 1e8) / 10.0)
                : health;
    }

    private long left(long now) {
        return Math.max(0, waitNanos - (now - waitSince));
    }

    private Health stuck() {
        Thread worker = thread;
        String stack =
                worker == null
                        ? ""
                        : Arrays.stream(worker.getStackTrace())
                                .limit(STACK_FRAMES)
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining(" < "));
        long silent = now() - lastSign;
        return Health.down("stuck: no sign of life for " + Durations.seconds(silent))
                .with("silentSeconds", silent / 1_000_000_000)
                .with("stack", stack);
    }

    private boolean isSilent() {
        return now() - lastSign >= settings.maxSilenceNanos();
    }

    /** Whether the connection just lost had lasted long enough to start anew. */
    private boolean isStable(long gone) {
        boolean stood = phase == Phase.CONNECTED || phase == Phase.LOSING;
        return stood && gone - connectedAt >= settings.stableAfterNanos();
    }

    private String why() {
        Throwable error = lastError;
        return error == null ? "its work ended" : Throwables.describe(error);
    }

    private long now() {
        return settings.nanoTime().getAsLong();
    }
}
