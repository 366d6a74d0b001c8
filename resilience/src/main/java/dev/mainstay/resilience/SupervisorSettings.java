// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        Pause pause,
        Journal journal) {

    /** The wait between two sessions, which can be cut short. */
    interface Pause {
        /** Waits so long, or until woken; a wake that came before is used up at once. */
        void await(long nanos) throws InterruptedException;

        void wake();

        /** Forgets a wake that was not used. */
        void reset();
    }

    /** Where news go. */
    interface Journal {
        void lost(String message, @Nullable Throwable thrown);

        void recovered(String message);
    }

    /** The log. */
    static final class Log implements Journal {
        private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

        @Override
        public void lost(String message, @Nullable Throwable thrown) {
            Throwables.warn(LOG, message, thrown);
        }

        @Override
        public void recovered(String message) {
            LOG.info(message);
        }
    }
}
