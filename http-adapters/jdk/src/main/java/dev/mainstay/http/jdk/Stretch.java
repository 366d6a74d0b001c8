// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of a thread's work that others may interrupt, which closes the connection that it waits
 * for. An interrupt hits this stretch and nothing that the thread does later.
 */
final class Stretch {
    private static final String SOCKETS = "sun.nio.ch.";

    private final long begunAt = System.nanoTime();
    private @Nullable Thread thread = Thread.currentThread();
    private boolean interrupted;
    private boolean atASocket;

    private Stretch() {}

    /** Of the current thread, which is to end it. */
    static Stretch begin() {
        return new Stretch();
    }

    boolean isOlderThan(long nanos) {
        return System.nanoTime() - begunAt >= nanos;
    }

    /**
     * Whether its thread waits for a client, and not for a processor or a class of ours: at a
     * socket now, and when this was asked before.
     */
    synchronized boolean isStillAtASocket() {
        StackTraceElement[] frames =
                thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        boolean before = atASocket;
        atASocket = frames.length > 0 && frames[0].getClassName().startsWith(SOCKETS);
        return before && atASocket;
    }

    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
            interrupted = true;
        }
    }

    synchronized void end() {
        thread = null;
        if (interrupted) {
            boolean unused = Thread.interrupted();
        }
    }
}
