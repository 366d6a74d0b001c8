// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

/**
 * One run of a {@link Supervisor}'s work, as the work sees it.
 *
 * <p>Thread-safe.
 */
public final class Session {
    private final SupervisorLoop loop;

    Session(SupervisorLoop loop) {
        this.loop = loop;
    }

    /** The connection stands. Calls after the first change nothing. */
    public void connected() {
        loop.connected(this);
    }

    /** The work is alive. To be called more often than {@code maxSilence}. */
    public void beat() {
        loop.beat(this);
    }

    /** The connection is gone, though the work is still busy closing it. */
    void lost(Throwable cause) {
        loop.lost(this, cause);
    }

    /**
     * Tells whether the work is to end.
     *
     * @return true once the supervisor is being closed
     */
    public boolean closing() {
        return loop.closing();
    }

    /**
     * Sets what is done when the supervisor is closed during this session, such as waking a
     * blocking read. It runs on a thread of its own, or here and at once if closing has begun. What
     * it throws is logged.
     *
     * @param hook replaces the one before
     */
    public void onClose(Runnable hook) {
        loop.onClose(this, requireNonNull(hook, "hook"));
    }
}
