// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of the library: named, and none of them keeps a process alive. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** A thread that is not started yet. */
    public static Thread of(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    public static Thread start(String name, Runnable work) {
        Thread thread = of(name, work);
        thread.start();
        return thread;
    }

    /** Makes threads of one name. */
    public static ThreadFactory named(String name) {
        return work -> of(name, work);
    }

    /** Makes threads that are numbered from 1 on: {@code mainstay-check-1}. */
    public static ThreadFactory numbered(String prefix) {
        var made = new AtomicInteger();
        return work -> of(prefix + "-" + made.incrementAndGet(), work);
    }
}
