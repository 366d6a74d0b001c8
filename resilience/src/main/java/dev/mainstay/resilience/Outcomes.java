// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.internal.Throwables;
import java.util.function.Predicate;

/** Says what an end of a call means for the circuit. Immutable. */
final class Outcomes {
    /** What a call's end counts as. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        RELEASE
    }

    private final Predicate<? super Throwable> countsAsFailure;
    private final Predicate<? super Throwable> ignores;

    Outcomes(Predicate<? super Throwable> countsAsFailure, Predicate<? super Throwable> ignores) {
        this.countsAsFailure = countsAsFailure;
        this.ignores = ignores;
    }

    /** A predicate that throws makes a failure; what was thrown first stays what is thrown. */
    @SuppressWarnings("CatchThrowable")
    Outcome of(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            return Outcome.RELEASE;
        }
        try {
            if (ignores.test(thrown)) {
                return Outcome.RELEASE;
            }
            return countsAsFailure.test(thrown) ? Outcome.FAILURE : Outcome.SUCCESS;
        } catch (Throwable broken) {
            Throwables.suppress(thrown, broken);
            return Outcome.FAILURE;
        }
    }
}
