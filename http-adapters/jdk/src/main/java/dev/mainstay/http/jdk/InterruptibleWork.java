// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import org.jspecify.annotations.Nullable;

/**
 * What a thread does from one moment to another, and when it began. Another thread may interrupt
 * it, which closes the connection that it waits for; the interrupt hits nothing that its thread
 * does later.
 */
final class InterruptibleWork {
    private final long begunAt = System.nanoTime();
    private @Nullable Thread thread = Thread.currentThread();
    private boolean interrupted;

    private InterruptibleWork() {}

    /** Begins it on the current thread, which is to end it. */
    static InterruptibleWork begin() {
        return new InterruptibleWork();
    }

    boolean isOlderThan(long nanos) {
        return System.nanoTime() - begunAt >= nanos;
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
