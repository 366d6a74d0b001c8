// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.health.Health;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The loop of a supervisor and what is known about it. No user code runs under its lock. */
final class SupervisorLoop implements Runnable {
    private static final Log LOG = Log.of(Supervisor.class);
    private static final Duration BROKEN_BACKOFF = Duration.ofSeconds(5);

    private final SupervisorSettings settings;
    private final SupervisorState state;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closing;
    private volatile @Nullable Session current;
    private @Nullable Runnable hook;
    private Duration delay = Duration.ZERO;

    SupervisorLoop(SupervisorSettings settings) {
        this.settings = settings;
        this.state = new SupervisorState(settings);
    }

    String name() {
        return settings.name();
    }

    void runsOn(Thread thread) {
        state.runsOn(thread);
    }

    SupervisorState state() {
        return state;
    }

    @Override
    public void run() {
        state.starting();
        try {
            while (!closing) {
                sessionAndPause();
            }
        } finally {
            state.closed();
        }
    }

    /** Nothing that is thrown ends the loop before it is closed. */
    @SuppressWarnings("CatchThrowable")
    private void sessionAndPause() {
        try {
            Throwable lost = session();
            if (!closing) {
                pause(lost);
            }
        } catch (Throwable broken) {
            warn("failed between two sessions", broken);
            waitFor(BROKEN_BACKOFF.toNanos());
        }
    }

    Health health() {
        return state.health();
    }

    Health liveness() {
        return state.liveness();
    }

    boolean tellsSilence() {
        return settings.maxSilenceNanos() != Long.MAX_VALUE;
    }

    boolean closing() {
        return closing;
    }

    void nudge() {
        settings.pause().wake();
    }

    void closeUnstarted() {
        closing = true;
        state.closed();
    }

    /** Ends waits and sessions; the hook, which may block, runs on a thread of its own. */
    void close() {
        Runnable waiting;
        lock.lock();
        try {
            closing = true;
            waiting = hook;
            hook = null;
        } finally {
            lock.unlock();
        }
        state.closing();
        settings.pause().wake();
        if (waiting != null) {
            Thread thread =
                    new Thread(
                            () -> runGuarded(waiting), "mainstay-supervisor-" + name() + "-close");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Ends the wait of a supervisor that gave up, if it has waited as long as its backoff says. */
    void nudgeIfDue() {
        if (state.gaveUpAndWaited()) {
            nudge();
        }
    }

    /** The connection is gone, though the work has not ended yet. */
    void lost(Session session, Throwable cause) {
        if (session == current) {
            state.losing(cause);
        }
    }

    void connected(Session session) {
        if (session == current) {
            settings.pause().reset();
            String news = state.connected();
            if (news != null) {
                LOG.info("{}", news);
            }
        }
    }

    void beat(Session session) {
        if (session == current) {
            state.beat();
        }
    }

    void onClose(Session session, Runnable given) {
        boolean now;
        lock.lock();
        try {
            now = closing;
            if (!now && session == current) {
                hook = given;
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            runGuarded(given);
        }
    }

    /** Runs the work once; returns what it threw, if anything. */
    @SuppressWarnings("CatchThrowable")
    private @Nullable Throwable session() {
        Session session = new Session(this);
        current = session;
        state.connecting();
        try {
            settings.work().run(session);
            return null;
        } catch (Throwable thrown) {
            return thrown;
        } finally {
            lock.lock();
            try {
                current = null;
                hook = null;
            } finally {
                lock.unlock();
            }
            // An interrupt was for this session; a wait must not end because of it.
            boolean unused = Thread.interrupted();
        }
    }

    private void pause(@Nullable Throwable lost) {
        int failures = state.lost(lost);
        if (failures == 1) {
            delay = Duration.ZERO;
        }
        boolean last = failures >= settings.attempts();
        delay = backoff(failures);
        String news = state.waiting(failures, Durations.nanos(delay), last);
        if (news != null) {
            LOG.warn("{}", news, lost);
        }
        waitFor(last ? Long.MAX_VALUE : Durations.nanos(delay));
        if (last) {
            state.anew();
        }
    }

    private void waitFor(long nanos) {
        try {
            settings.pause().await(nanos);
        } catch (InterruptedException e) {
            LOG.debug("the wait of supervisor '{}' was interrupted", name(), e);
        }
    }

    /** A supervisor goes on whatever its backoff does. */
    @SuppressWarnings({"CatchThrowable", "ConstantValue"})
    private Duration backoff(int failures) {
        try {
            Duration found = settings.backoff().delay(failures, delay);
            if (found != null && !found.isNegative()) {
                return found;
            }
            LOG.warn("the backoff of supervisor '{}' gave {}; waiting 5s", name(), found);
        } catch (Throwable broken) {
            warn("waits 5s as its backoff threw", broken);
        }
        return BROKEN_BACKOFF;
    }

    @SuppressWarnings("CatchThrowable")
    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable broken) {
            warn("has a close hook that threw", broken);
        }
    }

    private void warn(String what, Throwable broken) {
        LOG.warn("supervisor '{}' {}", name(), what, broken);
    }
}
