// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names, that don't keep the process alive. */
final class Threads {
    private Threads() {}

    static ThreadFactory daemon(String name) {
        var count = new AtomicInteger();
        return work -> {
            var thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
