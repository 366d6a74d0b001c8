// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinators of this process that end it. They begin together, as their times would add up
 * otherwise, and the last one to be done lets the process end.
 */
final class Siblings {
    private static final Set<Shutdown> IDLE = ConcurrentHashMap.newKeySet();
    private static final Set<Shutdown> AT_WORK = ConcurrentHashMap.newKeySet();
    private static volatile boolean forced;
    private static volatile boolean exiting;
    private static @Nullable Beginning beginning;

    /** Of those at work. */
    private record Beginning(String reason, int jvmCode) {}

    private Siblings() {}

    static void join(Shutdown shutdown) {
        IDLE.add(shutdown);
    }

    /** Begins all that have not begun; true if the one asking is among them. */
    static boolean begin(Shutdown asking, String reason, int jvmCode) {
        List<Shutdown> fresh = toWork(new Beginning(reason, jvmCode));
        beginAll(fresh.iterator(), reason, jvmCode);
        return fresh.contains(asking);
    }

    /** Begins one that has joined while others are at work already. */
    static void catchUp(Shutdown late) {
        Beginning theirs = ofThoseAtWork();
        if (theirs != null) {
            boolean unused = begin(late, theirs.reason(), theirs.jvmCode());
        }
    }

    /** One is done; true if no other is at work and the process may end. */
    static synchronized boolean leave(Shutdown shutdown, boolean wasForced) {
        forced |= wasForced;
        AT_WORK.remove(shutdown);
        Siblings.class.notifyAll();
        return AT_WORK.isEmpty();
    }

    /** Waits until none is at work. */
    static synchronized void awaitAll() throws InterruptedException {
        while (!AT_WORK.isEmpty()) {
            Siblings.class.wait();
        }
    }

    /** Never returns. */
    static void exit(int code) {
        exiting = true;
        ProcessEnd.exit(code);
    }

    /** Whether it is one of them that lets the JVM exit, with the right code. */
    static boolean areExiting() {
        return exiting;
    }

    /** Whether one of them cut something short. */
    static boolean areForced() {
        return forced;
    }

    /** The latest deadline of those at work, or now. */
    static long latestDeadline(long now) {
        long latest = now;
        for (Shutdown each : AT_WORK) {
            long deadline = each.deadline();
            latest = deadline - latest > 0 ? deadline : latest;
        }
        return latest;
    }

    /** One that fails keeps none of the others from beginning. */
    private static void beginAll(Iterator<Shutdown> rest, String reason, int jvmCode) {
        if (rest.hasNext()) {
            try {
                boolean unused = rest.next().beginAlone(reason, jvmCode);
            } finally {
                beginAll(rest, reason, jvmCode);
            }
        }
    }

    private static synchronized @Nullable Beginning ofThoseAtWork() {
        return AT_WORK.isEmpty() ? null : beginning;
    }

    private static synchronized List<Shutdown> toWork(Beginning why) {
        if (AT_WORK.isEmpty()) {
            beginning = why;
        }
        List<Shutdown> fresh = List.copyOf(IDLE);
        IDLE.removeAll(fresh);
        AT_WORK.addAll(fresh);
        return fresh;
    }
}
