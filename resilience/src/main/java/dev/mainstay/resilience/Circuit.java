// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.resilience.Outcomes.Outcome;
import dev.mainstay.resilience.TrialRound.Verdict;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What resilience4j's circuit does not do: it decides when OPEN ends and what HALF_OPEN lets
 * through. Nobody else moves the circuit out of those states, except a person with {@code
 * unwrap()}; such a move is found by the next caller and followed.
 *
 * <p>There is no lock here, as each transition tells listeners.
 */
final class Circuit {
    private final CircuitBreaker inner;
    private final Moves moves;
    private final BreakerSettings settings;
    private final LongSupplier nanoTime;
    private final BreakerCounters counters;
    private final AtomicReference<@Nullable Round> round = new AtomicReference<>();
    private volatile @Nullable Throwable lastFailure;

    Circuit(CircuitBreaker inner, BreakerSettings settings, BreakerCounters counters) {
        this.inner = inner;
        this.moves = new Moves(inner);
        this.settings = settings;
        this.nanoTime = settings.nanoTime();
        this.counters = counters;
    }

    Moves moves() {
        return moves;
    }

    @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    void failedWith(@Nullable Throwable cause) {
        lastFailure = cause;
    }

    /** Lets a call through: as a trial, or as a plain call if the circuit has closed meanwhile. */
    Trial admit() {
        while (true) {
            if (moves.isIsolated()) {
                throw refusal(BreakerState.ISOLATED, "by hand", -1);
            }
            Metrics seen = inner.getMetrics();
            State state = inner.getState();
            if (inner.getMetrics() != seen) {
                continue;
            }
            switch (state) {
                case OPEN -> leaveOpen(seen);
                case HALF_OPEN -> {
                    Trial trial = tryTrial(seen);
                    if (trial != null) {
                        return trial;
                    }
                }
                default -> {
                    return new Trial(seen);
                }
            }
        }
    }

    /** Ends a trial; false if it does not count any more. */
    boolean settle(Trial trial, Outcome outcome) {
        TrialRound trials = trial.round;
        if (trials == null || inner.getMetrics() != trials.of() || !trials.settle(trial, outcome)) {
            return false;
        }
        apply(trials);
        return true;
    }

    /** Notes the time at which the circuit opened, if it did. */
    @Nullable OpenRound noteOpen() {
        while (true) {
            Metrics seen = inner.getMetrics();
            State state = inner.getState();
            if (inner.getMetrics() == seen) {
                return state == State.OPEN ? openRound(seen) : null;
            }
        }
    }

    /**
     * After the end of a call was entered in a CLOSED round: resilience4j may have opened the
     * circuit, or the circuit may have moved on before the entry.
     */
    void entered(Metrics closedRound, int resetsBefore) {
        if (inner.getMetrics() != closedRound && moves.resets() == resetsBefore) {
            resume();
        }
        moves.obey(resetsBefore);
        noteOpen();
    }

    /** The nanoseconds to the next trial, or -1 when not OPEN. */
    long left() {
        OpenRound open = noteOpen();
        return open == null ? -1 : open.left(nanoTime.getAsLong());
    }

    private void leaveOpen(Metrics seen) {
        OpenRound open = openRound(seen);
        if (open == null) {
            if (round.get() instanceof TrialRound trials && trials.isResuming()) {
                throw refusal(BreakerState.HALF_OPEN, trials.progress(), -1);
            }
            return;
        }
        long left = open.left(nanoTime.getAsLong());
        if (left > 0 || !open.claim()) {
            throw refusal(BreakerState.OPEN, open.why(), left);
        }
        boolean moved = false;
        try {
            moves.move(open.of(), State.OPEN, inner::transitionToHalfOpenState);
            moved = true;
        } finally {
            if (!moved) {
                open.unclaim();
            }
        }
    }

    /** A trial; null if the circuit moved on and the caller is to look again. */
    private @Nullable Trial tryTrial(Metrics seen) {
        TrialRound trials = trialRound(seen);
        if (trials == null) {
            return null;
        }
        Trial trial = trials.begin(nanoTime.getAsLong());
        if (trial == null && !apply(trials)) {
            throw refusal(BreakerState.HALF_OPEN, trials.progress(), -1);
        }
        return trial;
    }

    /** Carries out the verdict, if there is one and nobody is at it. */
    private boolean apply(TrialRound trials) {
        Verdict verdict = trials.claim();
        if (verdict == null) {
            return false;
        }
        boolean moved = false;
        try {
            if (verdict == Verdict.CLOSE) {
                moves.move(trials.of(), State.HALF_OPEN, inner::transitionToClosedState);
            } else {
                moves.move(trials.of(), State.HALF_OPEN, moves::open);
                noteOpen();
            }
            moved = true;
        } finally {
            if (!moved) {
                trials.unclaim();
            }
        }
        return true;
    }

    /** Brings a round of trials back that resilience4j ended by calls from before it. */
    private void resume() {
        if (inner.getState() == State.HALF_OPEN
                || !(round.get() instanceof TrialRound trials)
                || !trials.claimResume()) {
            return;
        }
        try {
            moves.move(inner.getMetrics(), State.CLOSED, moves::open);
            moves.move(inner.getMetrics(), State.OPEN, inner::transitionToHalfOpenState);
            Metrics seen = inner.getMetrics();
            if (inner.getState() == State.HALF_OPEN && inner.getMetrics() == seen) {
                TrialRound unused = trialRound(seen);
            }
        } finally {
            trials.stopResuming();
        }
    }

    /** The round of OPEN that these metrics tell; null if it is over, or none. */
    private @Nullable OpenRound openRound(Metrics seen) {
        while (true) {
            Round last = round.get();
            if (last instanceof OpenRound known && known.of() == seen) {
                return known;
            }
            if (last instanceof TrialRound trials && trials.isResuming()) {
                return null;
            }
            OpenRound opened = opened(seen, last);
            if (inner.getMetrics() != seen) {
                return null;
            }
            if (round.compareAndSet(last, opened)) {
                counters.opened.increment();
                return opened;
            }
        }
    }

    private OpenRound opened(Metrics seen, @Nullable Round last) {
        int number = 1;
        String why = null;
        if (last instanceof TrialRound trials && trials.of() == seen) {
            number = Math.min(trials.number(), 1_000_000) + 1;
            why = again(trials);
        }
        return new OpenRound(
                seen,
                number,
                nanoTime.getAsLong(),
                settings.openTime().applyAsLong(number),
                why == null ? settings.describe(seen) : why);
    }

    private static String again(TrialRound trials) {
        Verdict verdict = trials.verdict();
        return verdict == null ? "opened by hand" : verdict.why;
    }

    /** The round of HALF_OPEN that these metrics tell; null if it is over. */
    private @Nullable TrialRound trialRound(Metrics seen) {
        while (true) {
            Round last = round.get();
            if (last instanceof TrialRound known) {
                if (known.of() == seen) {
                    return known;
                }
                if (known.resumeAs(seen)) {
                    takeInnerPermits();
                    return known;
                }
            }
            int number = last instanceof OpenRound ? last.number() : 1;
            TrialRound entered =
                    new TrialRound(
                            seen, number, settings.trialCalls(), settings.trialTimeoutNanos());
            if (inner.getMetrics() != seen) {
                return null;
            }
            if (round.compareAndSet(last, entered)) {
                takeInnerPermits();
                return entered;
            }
        }
    }

    /** With its own permits gone, resilience4j counts and publishes each refusal as one. */
    private void takeInnerPermits() {
        int permits = inner.getCircuitBreakerConfig().getPermittedNumberOfCallsInHalfOpenState();
        for (int i = 0; i < permits; i++) {
            inner.tryAcquirePermission();
        }
    }

    private BreakerOpenException refusal(BreakerState state, String why, long left) {
        counters.refused(state).increment();
        // For its event and its count; the circuit's own waits are so long that it always refuses.
        inner.tryAcquirePermission();
        return new BreakerOpenException(settings.name(), state, why, left, lastFailure);
    }
}
