// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/**
 * A log that is written by a daemon thread of its own, so that a logging framework that hangs, as
 * on a pipe that nobody reads, does not hold up the shutdown. That thread also asks the values for
 * their words.
 */
final class AsyncLog {
    private static final Log LOG = Log.of(ShutdownCoordinator.class);

    private final BlockingQueue<Runnable> lines = new LinkedBlockingQueue<>();
    private volatile boolean over;

    AsyncLog() {
        try {
            DaemonThreads.start("mainstay-shutdown-log", this::write);
        } catch (Throwable e) {
            // No thread to be had: the shutdown goes on without a log.
        }
    }

    void info(String format, Object... values) {
        write(Level.INFO, format, values);
    }

    void write(Level level, String format, Object... values) {
        lines.add(() -> LOG.write(level, format, values));
    }

    /** Waits until what was said is written, at most so many nanoseconds; true if it is. */
    boolean flush(long nanos) {
        var written = new CountDownLatch(1);
        lines.add(written::countDown);
        try {
            return LOG.isEnabled(Level.WARN) && written.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Ends the thread when it has written what was said. */
    void end() {
        lines.add(() -> over = true);
    }

    private void write() {
        while (!over) {
            try {
                lines.take().run();
            } catch (Throwable e) { // one line less
                Thread.interrupted();
            }
        }
    }
}
