// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs from a daemon thread of its own, so that a logging framework that hangs, as on a pipe that
 * nobody reads, does not hold up the shutdown.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownCoordinator.class);

    private final BlockingQueue<Runnable> lines = new LinkedBlockingQueue<>();
    private volatile boolean over;

    Journal() {
        try {
            var thread = new Thread(this::write, "mainstay-shutdown-log");
            thread.setDaemon(true);
            thread.start();
        } catch (Throwable e) { // no thread to be had: the shutdown goes on without a log
            lines.clear();
        }
    }

    void info(String text) {
        lines.add(() -> LOG.info(text));
    }

    /** Put into words by the thread that writes. */
    void info(Supplier<String> text) {
        lines.add(() -> LOG.info(text.get()));
    }

    void warn(String text, @Nullable Throwable cause) {
        lines.add(() -> LOG.warn(text, cause));
    }

    /** Waits until what was said is written, at most so many nanoseconds; true if it is. */
    boolean flush(long nanos) {
        var written = new CountDownLatch(1);
        lines.add(written::countDown);
        try {
            return LOG.isWarnEnabled() && written.await(nanos, TimeUnit.NANOSECONDS);
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
