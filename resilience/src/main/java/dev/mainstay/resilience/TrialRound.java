// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.resilience.Outcomes.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One period of HALF_OPEN: the trials under way and those that passed. The verdict is found under
 * the lock and carried out without it, as carrying it out tells listeners.
 */
final class TrialRound implements Round {
    /** How a period of HALF_OPEN ends. */
    enum Verdict {
        CLOSE("all trials succeeded"),
        FAILED("a trial failed"),
        EXPIRED("a trial did not end in time");

        final String why;

        Verdict(String why) {
            this.why = why;
        }
    }

    private volatile Metrics of;
    private final int number;
    private final int calls;
    private final long timeoutNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Trial> running = new ArrayList<>();
    private int passed;
    private volatile @Nullable Verdict verdict;
    private boolean applying;
    private boolean resuming;

    TrialRound(Metrics of, int number, int calls, long timeoutNanos) {
        this.of = of;
        this.number = number;
        this.calls = calls;
        this.timeoutNanos = timeoutNanos;
    }

    @Override
    public Metrics of() {
        return of;
    }

    @Override
    public int number() {
        return number;
    }

    @Nullable Verdict verdict() {
        return verdict;
    }

    /** Starts a trial, unless all are taken or the round is decided; a trial overdue decides it. */
    @Nullable Trial begin(long now) {
        lock.lock();
        try {
            if (verdict == null
                    && !running.isEmpty()
                    && now - running.get(0).startedAt >= timeoutNanos) {
                decide(Verdict.EXPIRED);
            }
            if (verdict != null || passed + running.size() >= calls) {
                return null;
            }
            Trial trial = new Trial(this, now);
            running.add(trial);
            return trial;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a trial; false if it does not count any more. */
    boolean settle(Trial trial, Outcome outcome) {
        lock.lock();
        try {
            if (verdict != null || !running.remove(trial)) {
                return false;
            }
            if (outcome == Outcome.FAILURE) {
                decide(Verdict.FAILED);
            } else if (outcome == Outcome.SUCCESS && ++passed == calls) {
                decide(Verdict.CLOSE);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The verdict, for the one thread that carries it out. */
    @Nullable Verdict claim() {
        lock.lock();
        try {
            if (verdict == null || applying) {
                return null;
            }
            applying = true;
            return verdict;
        } finally {
            lock.unlock();
        }
    }

    /** Carrying it out failed: the next caller tries again, or the circuit would be wedged. */
    void unclaim() {
        lock.lock();
        try {
            applying = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether resilience4j has ended this round by ends of calls from before it, which count for
     * nothing. True for the one thread that is to bring it back.
     */
    boolean claimResume() {
        boolean robbed = of.getNumberOfBufferedCalls() > 0;
        lock.lock();
        try {
            if (!robbed || verdict != null || resuming) {
                return false;
            }
            resuming = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Goes on in a new HALF_OPEN, with the trials that are under way; false if not resuming. */
    boolean resumeAs(Metrics entered) {
        lock.lock();
        try {
            if (!resuming) {
                return false;
            }
            of = entered;
            resuming = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isResuming() {
        lock.lock();
        try {
            return resuming;
        } finally {
            lock.unlock();
        }
    }

    void stopResuming() {
        lock.lock();
        try {
            resuming = false;
        } finally {
            lock.unlock();
        }
    }

    /** How far it is, for a refusal. */
    String progress() {
        lock.lock();
        try {
            return "its trials are under way, %d of %d; %d passed"
                    .formatted(running.size(), calls, passed);
        } finally {
            lock.unlock();
        }
    }

    private void decide(Verdict found) {
        verdict = found;
        running.clear();
    }
}
