// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.function.LongSupplier;

/** What a supervisor was built with. A silence of {@link Long#MAX_VALUE} is never too long. */
record SupervisorSettings(
        String name,
        Supervisor.Work work,
        Backoff backoff,
        int attempts,
        long stableAfterNanos,
        long downAfterNanos,
        long maxSilenceNanos,
        LongSupplier nanoTime,
        Pause pause) {

    /** The wait between two sessions, which can be cut short. */
    interface Pause {
        /** Waits so long, or until woken; a wake that came before is used up at once. */
        void await(long nanos) throws InterruptedException;

        void wake();

        /** Forgets a wake that was not used. */
        void reset();
    }
}
