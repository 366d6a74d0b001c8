// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.health.Gate;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.internal.Require;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A shutdown that may come: it begins once, on a thread of its own, and can be waited for. */
final class Shutdown {
    final ShutdownSettings settings;
    final Tasks tasks;
    final InFlight inFlight = InFlight.create();
    private final Gate readiness;
    private final Runnable closeHealth;
    private final LongSupplier ticker;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable ShutdownRun run;
    private volatile @Nullable ShutdownReport result;

    Shutdown(HealthMonitor health, ShutdownSettings settings, Tasks tasks, LongSupplier ticker) {
        this.settings = settings;
        this.tasks = tasks;
        this.ticker = ticker;
        this.readiness = health.gate("shutdown");
        this.closeHealth = health::close;
    }

    /**
     * Begins it, with readiness DOWN when this returns.
     *
     * @param reason why, masked
     * @param whenOver given the report in the end, on the thread of the shutdown
     * @return true if it had not begun
     */
    boolean begin(String reason, Consumer<ShutdownReport> whenOver) {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        var started = new ShutdownRun(reason, settings, tasks, inFlight, closeHealth, ticker);
        run = started;
        try {
            readiness.latch("shutting down: " + reason);
        } catch (RuntimeException | Error e) { // its name is a check's now
            started.log.write(Level.WARN, "shutdown: readiness cannot be closed", e);
        }
        runOnItsThread(
                () -> {
                    ShutdownReport report = started.run();
                    result = report;
                    done.countDown();
                    whenOver.accept(report);
                });
        return true;
    }

    boolean isBegun() {
        return begun.get();
    }

    /** Null before it begins. */
    @Nullable ShutdownRun run() {
        return run;
    }

    /** Null if the time passed. */
    @Nullable ShutdownReport await(long nanos) throws InterruptedException {
        Thread asking = Thread.currentThread();
        Require.state(
                tasks.all().stream().noneMatch(it -> it.isOn(asking)),
                "a task must not wait for the end of its own shutdown");
        return done.await(nanos, TimeUnit.NANOSECONDS) ? result : null;
    }

    private static void runOnItsThread(Runnable work) {
        try {
            var thread = new Thread(work, "mainstay-shutdown");
            // Else, begun by a signal, it is a daemon as the handler's thread is, and the JVM exits
            // under it as soon as no other thread is left.
            thread.setDaemon(false);
            thread.start();
        } catch (OutOfMemoryError e) { // no thread to be had
            work.run();
        }
    }
}
