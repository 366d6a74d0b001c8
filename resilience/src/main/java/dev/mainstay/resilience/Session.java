// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

/**
 * One run of a {@link Supervisor}'s work, as the work sees it.
 *
 * <p>Thread-safe.
 */
public final class Session {
    private final SupervisorState state;

    Session(SupervisorState state) {
        this.state = state;
    }

    /** The connection stands. Calls after the first change nothing. */
    public void connected() {
        String news = state.connected(this);
        if (news != null) {
            Supervisor.LOG.info("{}", news);
        }
    }

    /** The work is alive. To be called more often than {@code maxSilence}. */
    public void beat() {
        state.beat(this);
    }

    /** The connection is gone, though the work is still busy closing it. */
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
