// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience.circuit;

import dev.mainstay.resilience.circuit.Admission.Trial;
import dev.mainstay.resilience.circuit.CircuitSettings.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HALF_OPEN: the trials under way and the number of those that passed. It finds the verdict, and
 * does not carry it out, as listeners are told of a transition and no lock may be held then.
 */
final class HalfOpenState extends CircuitState {
    /** How HALF_OPEN ends. */
    enum Verdict {
        CLOSE("all trials succeeded"),
        FAILED("a trial failed"),
        EXPIRED("a trial did not end in time");

        private final String why;

        Verdict(String why) {
            this.why = why;
        }
    }

    private final int calls;
    private final long timeoutNanos;
    private final List<Trial> running = new ArrayList<>();
    private int passed;
    private @Nullable Verdict verdict;
    private boolean resuming;

    HalfOpenState(Metrics metrics, int openings, int calls, long timeoutNanos) {
        super(metrics, openings);
        this.calls = calls;
        this.timeoutNanos = timeoutNanos;
    }

    synchronized @Nullable Verdict verdict() {
        return verdict;
    }

    /** Returns why the circuit has opened again. */
    synchronized String why() {
        return verdict == null ? "opened by hand" : verdict.why;
    }

    /** Starts a trial; null if all are taken or there is a verdict, as after one overdue. */
    synchronized @Nullable Trial tryTrial(long now) {
        if (verdict == null
                && !running.isEmpty()
                && now - running.get(0).startedAt() >= timeoutNanos) {
            decide(Verdict.EXPIRED);
        }
        if (verdict != null || passed + running.size() >= calls) {
            return null;
        }
        Trial trial = new Trial(this, now);
        running.add(trial);
        return trial;
    }

    /** Ends a trial; false if it does not count any more. */
    synchronized boolean end(Trial trial, Outcome outcome) {
        if (verdict != null || !running.remove(trial)) {
            return false;
        }
        if (outcome == Outcome.FAILURE) {
            decide(Verdict.FAILED);
        } else if (outcome == Outcome.SUCCESS && ++passed == calls) {
            decide(Verdict.CLOSE);
        }
        return true;
    }

    /**
     * Whether resilience4j ended this state because of calls from before it, which decide nothing.
     * True for the one thread that is to bring it back.
     */
    boolean startResuming() {
        boolean endedByOthers = metrics().getNumberOfBufferedCalls() > 0;
        synchronized (this) {
            if (!endedByOthers || verdict != null || resuming) {
                return false;
            }
            resuming = true;
            return true;
        }
    }

    /** Goes on in a new HALF_OPEN with the trials that are under way; false if not resuming. */
    synchronized boolean resumeWith(Metrics entered) {
        if (!resuming) {
            return false;
        }
        goOnWith(entered);
        resuming = false;
        return true;
    }

    synchronized boolean isResuming() {
        return resuming;
    }

    synchronized void stopResuming() {
        resuming = false;
    }

    /** Returns how far it is, for a refusal. */
    synchronized String progress() {
        return "its trials are under way, %d of %d; %d passed"
                .formatted(running.size(), calls, passed);
    }

    private void decide(Verdict found) {
        verdict = found;
        running.clear();
    }
}
