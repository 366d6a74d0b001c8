// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One daemon thread, made when somebody waits, that ends when for 1 s nobody has. */
final class LookTimer implements Consumer<Runnable> {
    private static final long IDLE_SECONDS = 1;

    private @Nullable ScheduledThreadPoolExecutor thread;

    @Override
    public void accept(Runnable look) {
        var unused = thread().schedule(look, LongPolls.LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized ScheduledThreadPoolExecutor thread() {
        ScheduledThreadPoolExecutor made = thread;
        if (made == null) {
            made = new ScheduledThreadPoolExecutor(1, LookTimer::daemon);
            made.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            made.allowCoreThreadTimeOut(true);
            thread = made;
        }
        return made;
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "mainstay-http-waits");
        thread.setDaemon(true);
        // Not that of the application whose request came first, which may be undeployed.
        thread.setContextClassLoader(LookTimer.class.getClassLoader());
        return thread;
    }
}
