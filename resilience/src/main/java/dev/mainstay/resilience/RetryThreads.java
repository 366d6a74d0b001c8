// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Starts the later attempts of all retriers that were given no executor. */
final class RetryThreads {
    static final Executor SHARED = threads();

    private RetryThreads() {}

    private static ThreadPoolExecutor threads() {
        int most = Runtime.getRuntime().availableProcessors();
        var made =
                new ThreadPoolExecutor(
                        most,
                        most,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "mainstay-retry");
                            thread.setDaemon(true);
                            return thread;
                        });
        made.allowCoreThreadTimeOut(true);
        return made;
    }
}
