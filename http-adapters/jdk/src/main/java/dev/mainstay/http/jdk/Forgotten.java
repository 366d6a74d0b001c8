// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends requests that nobody can answer any more: whose handler has returned, and whose answer is
 * garbage. One that a thread or a queue still holds may be answered yet, so it stays under way.
 */
final class Forgotten {
    private static final Logger LOG = LoggerFactory.getLogger(JdkTrafficFilter.class);
    private static final Cleaner CLEANER =
            Cleaner.create(task -> Daemons.of(task, "mainstay-http-forgotten"));
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private Forgotten() {}

    static void endWhenGarbage(Answer answer, CountedRequest request) {
        CLEANER.register(answer, () -> end(request));
    }

    private static void end(CountedRequest request) {
        if (!request.isEnded()) {
            try {
                warnOnce(request.route());
            } finally {
                request.end();
            }
        }
    }

    private static void warnOnce(String route) {
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
