// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.http.TrafficRequest;

/**
 * A request that was let in, up to the end of its answer. It does not know its exchange: what waits
 * for that to be forgotten holds this.
 */
final class CountedRequest {
    private static final int NONE = -1;

    private final TrafficRequest request;
    private final String route;
    private volatile int status = NONE;
    private volatile boolean ended;

    CountedRequest(TrafficRequest request, String route) {
        this.request = request;
        this.route = route;
    }

    String route() {
        return route;
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
}
