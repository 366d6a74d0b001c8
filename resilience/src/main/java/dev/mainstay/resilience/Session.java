// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Log;

/**
 * One run of a {@link Supervisor}'s work, as the work sees it.
 *
 * <p>Thread-safe.
 */
public final class Session {
    private static final Log LOG = Log.of(Supervisor.class);

    private final SupervisorState state;

    Session(SupervisorState state) {
        this.state = state;
    }

    /** Tells that the connection stands. The work calls it once; later calls change nothing. */
    public void connected() {
        String news = state.connected(this);
        if (news != null) {
            LOG.info("{}", news);
        }
    }

    /** Tells that the work is alive. The work calls it more often than {@code maxSilence}. */
    public void beat() {
        state.beat(this);
    }

    /** Tells that the connection is gone; the work calls it before it closes what is left. */
    void lost(Throwable cause) {
        state.losing(this, cause);
    }

    /**
     * Tells whether the work is to end.
     *
     * @return true once the supervisor is being closed
     */
    public boolean closing() {
        return state.isClosing();
    }

    /**
     * Sets what is done when the supervisor is closed during this session, such as waking a
     * blocking read. It runs on a thread of its own, or here and at once if closing has begun. What
     * it throws is logged.
     *
     * @param hook replaces the one before
     */
    public void onClose(Runnable hook) {
        if (!state.onClose(this, requireNonNull(hook, "hook"))) {
            state.run(hook);
        }
    }
}
