// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.health.Health;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.SupervisorBuilder.Settings;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor is doing, for its health, its log and its meters: the supervisor and its
 * sessions note here what happens. No user's code runs under its lock. Thread-safe.
 */
final class SupervisorState {
    private static final Log LOG = Log.of(Supervisor.class);
    private static final int STACK_FRAMES = 12;

    private enum Phase {
        NEW,
        CONNECTING,
        CONNECTED,
        LOSING,
        WAITING,
        GAVE_UP,
        CLOSED
    }

    final LongAdder losses = new LongAdder();

    private final Settings settings;
    private @Nullable Thread thread;
    private @Nullable Runnable hook;
    private Phase phase = Phase.NEW;
    private int failures;
    private boolean logged;
    private long outageSince;
    private long connectedAt;
    private long lostAt;
    private long waitSince;
    private long waitNanos;
    private @Nullable Throwable lastError;
    private String why = "";
    private volatile @Nullable Session session;
    private volatile boolean closing;
    private volatile long lastSign;

    SupervisorState(Settings settings) {
        this.settings = settings;
    }

    synchronized void starting(Thread runsOn) {
        thread = runsOn;
        outageSince = now();
    }

    synchronized void connecting(Session begun) {
        session = begun;
        lastSign = now();
        phase = Phase.CONNECTING;
    }

    /** Notes that the connection stands; returns what to log, if anything. */
    synchronized @Nullable String connected(Session of) {
        if (session != of) {
            return null;
        }
        settings.pause().reset();
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

    void beat(Session of) {
        if (session == of) {
            lastSign = now();
        }
    }

    /** Notes that the connection is gone, while the work is still closing it. */
    void losing(Session of, Throwable cause) {
        String words = Throwables.describe(cause);
        synchronized (this) {
            if (session == of && phase == Phase.CONNECTED) {
                phase = Phase.LOSING;
                lostAt = now();
                lastSign = lostAt;
                lastError = cause;
                why = words;
            }
        }
    }

    /** Takes the hook of a session; false if closing has begun, so that it is to run now. */
    synchronized boolean onClose(Session of, Runnable given) {
        if (session == of && !closing) {
            hook = given;
        }
        return !closing;
    }

    /** Begins to close; returns the hook of the session under way, which may block. */
    synchronized @Nullable Runnable close() {
        closing = true;
        Runnable waiting = hook;
        hook = null;
        return waiting;
    }

    boolean isClosing() {
        return closing;
    }

    /** Runs a hook; what it throws is logged. */
    @SuppressWarnings("CatchThrowable")
    void run(Runnable given) {
        try {
            given.run();
        } catch (Throwable broken) {
            LOG.warn("supervisor '{}' has a close hook that threw", settings.name(), broken);
        }
    }

    /** Notes that the work has ended. */
    synchronized void ended() {
        session = null;
        hook = null;
    }

    /** Notes a loss; returns the failures in a row, this one among them. */
    int lost(@Nullable Throwable thrown) {
        String words = thrown == null ? "its work ended" : Throwables.describe(thrown);
        losses.increment();
        synchronized (this) {
            long gone = phase == Phase.LOSING ? lostAt : now();
            if (isStable(gone)) {
                failures = 0;
                outageSince = gone;
            }
            lastError = thrown;
            why = words;
            failures = failures == Integer.MAX_VALUE ? failures : failures + 1;
            return failures;
        }
    }

    /** Notes a wait; returns what to log, for failures 1, 2, 4, 8 and so on, and after news. */
    synchronized @Nullable String waiting(long nanos, boolean last) {
        phase = last ? Phase.GAVE_UP : Phase.WAITING;
        waitSince = now();
        waitNanos = nanos;
        // The first loss after "connected again" is told too, or the log would end with that.
        if (logged && !last && Integer.bitCount(failures) != 1) {
            return null;
        }
        logged = true;
        String next = last ? "gave up until nudged" : "next attempt in " + Durations.seconds(nanos);
        return "supervisor '%s' is not connected, failure %d (%s); %s"
                .formatted(settings.name(), failures, why, next);
    }

    /** Starts counting attempts anew. */
    synchronized void countAnew() {
        failures = 0;
    }

    synchronized void closed() {
        phase = Phase.CLOSED;
    }

    /** Tells whether it gave up longer ago than its backoff, so that more is no hot loop. */
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
            case CONNECTED -> isSilent() ? healthStuck() : healthUp(now());
            case CONNECTING -> isSilent() ? healthStuck() : healthReconnecting(now());
            case LOSING -> healthLosing(now());
            case WAITING, GAVE_UP -> healthReconnecting(now());
        };
    }

    synchronized Health liveness() {
        boolean running = phase == Phase.CONNECTED || phase == Phase.CONNECTING;
        return running && isSilent() ? healthStuck() : Health.up();
    }

    private Health healthUp(long now) {
        return Health.up().with("connectedSeconds", (now - connectedAt) / 1_000_000_000);
    }

    private Health healthLosing(long now) {
        long outage = now - (isStable(lostAt) ? lostAt : outageSince);
        String doing =
                "lost %s ago (%s), and being closed"
                        .formatted(Durations.seconds(now - lostAt), why);
        return outage >= settings.downAfterNanos() ? Health.down(doing) : Health.degraded(doing);
    }

    private Health healthReconnecting(long now) {
        long outage = now - outageSince;
        String doing =
                phase == Phase.GAVE_UP
                        ? "gave up after %d attempts, not connected for %s (%s)"
                                .formatted(failures, Durations.seconds(outage), why)
                        : failures == 0
                                ? "connecting for " + Durations.seconds(outage)
                                : "reconnecting for %s, failure %d (%s)"
                                        .formatted(Durations.seconds(outage), failures, why);
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

    private Health healthStuck() {
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

    /** Tells whether the connection just lost had lasted long enough to start anew. */
    private boolean isStable(long gone) {
        boolean stood = phase == Phase.CONNECTED || phase == Phase.LOSING;
        return stood && gone - connectedAt >= settings.stableAfterNanos();
    }

    private long now() {
        return settings.nanoTime().getAsLong();
    }
}
