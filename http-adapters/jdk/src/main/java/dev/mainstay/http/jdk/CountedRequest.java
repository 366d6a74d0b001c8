// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.http.TrafficRequest;
import dev.mainstay.internal.DaemonThreads;
import dev.mainstay.internal.Log;
import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A request that the filter let in, up to the end of its answer. It knows neither its exchange nor
 * its answer: the cleaner holds it until that is garbage.
 */
final class CountedRequest {
    private static final Log LOG = Log.of(JdkTrafficFilter.class);
    private static final Cleaner CLEANER =
            Cleaner.create(DaemonThreads.named("mainstay-http-leaks"));
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();
    private static final int NONE = -1;

    private final TrafficRequest request;
    private final String route;
    private volatile int status = NONE;
    private volatile boolean ended;

    CountedRequest(TrafficRequest request, String route) {
        this.request = request;
        this.route = route;
    }

    boolean isClosing() {
        return request.isClosing();
    }

    boolean isEnded() {
        return ended;
    }

    void sent(int status) {
        this.status = status;
    }

    /** A second call does nothing. */
    void end() {
        ended = true;
        request.end(route, status);
    }

    /**
     * Has the garbage collector end a request whose handler returned without an end: once its
     * answer is garbage nobody can write it. One that a thread or a queue still holds may be
     * answered yet, so it stays under way.
     */
    void endWhenLeaked(CountedAnswer answer) {
        CLEANER.register(answer, this::endLeaked);
    }

    private void endLeaked() {
        if (!ended) {
            try {
                warnOnce();
            } finally {
                end();
            }
        }
    }

    private void warnOnce() {
        if (WARNED.add(route)) {
            LOG.warn(
                    "a handler of the context '{}' returned without closing its exchange, and"
                            + " nothing holds that any more: its request was in flight until now,"
                            + " and its client may be waiting; close every exchange, whatever"
                            + " happens (further ones of this context are not logged)",
                    route);
        }
    }
}
