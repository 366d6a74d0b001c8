// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread for the delays of all retriers; it only hands tasks on. */
final class RetryTimer {
    private static final ScheduledThreadPoolExecutor THREAD = thread();

    private RetryTimer() {}

    static Runnable schedule(Runnable task, long nanos) {
        Future<?> scheduled = THREAD.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static ScheduledThreadPoolExecutor thread() {
        var made =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "mainstay-retry-timer");
                            thread.setDaemon(true);
                            return thread;
                        });
        made.setRemoveOnCancelPolicy(true);
        return made;
    }
}
