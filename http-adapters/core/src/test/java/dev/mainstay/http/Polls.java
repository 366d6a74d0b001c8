// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.InFlight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Requests that wait, and those that were answered late. */
final class Polls {
    final Fixture fixture = new Fixture().started();
    final HealthMonitor monitor = fixture.monitor;
    final InFlight inFlight = InFlight.create();
    final Queue<Runnable> looks = new ArrayDeque<>();
    final List<HealthResponse> late = new ArrayList<>();
    HealthEndpoints endpoints = endpoints(Details.NAMES, 100);

    Optional<HealthResponse> poll(String target, int seconds) {
        return poll("GET", target, headers(get(endpoints, target), seconds));
    }

    Optional<HealthResponse> pollWithKey(String target) {
        Map<String, String> headers = headers(getWithKey(endpoints, target), 30);
        headers.put("X-API-Key", Fixture.KEY);
        return poll("GET", target, headers);
    }

    /** The request is gone when its answer comes. */
    Optional<HealthResponse> poll(String method, String target, Map<String, String> headers) {
        HealthRequest whole = request(method, target, headers);
        var gone = new boolean[1];
        HealthRequest request =
                HealthRequest.builder(method)
                        .path(whole.path())
                        .query(whole.query())
                        .headers(
                                name -> {
                                    assertThat(gone[0]).isFalse();
                                    return whole.header(name);
                                })
                        .build();
        Optional<HealthResponse> now = endpoints.handle(request, () -> late::add);
        gone[0] = true;
        return now;
    }

    static Map<String, String> headers(HealthResponse known, int seconds) {
        return headers(known.headers().get("ETag"), seconds);
    }

    static Map<String, String> headers(String known, int seconds) {
        var headers = new HashMap<String, String>();
        headers.put("If-None-Match", known);
        headers.put("Prefer", "wait=" + seconds);
        return headers;
    }

    /** One look, of which there is never more than one to come. */
    void look() {
        assertThat(looks).hasSize(1);
        looks.remove().run();
    }

    void lookAtAll() {
        for (int left = looks.size(); left > 0; left--) {
            looks.remove().run();
        }
    }

    HealthEndpoints endpoints(Details details, int longPolls) {
        return builder(longPolls).details(details).lookTimer(looks::add).build();
    }

    HealthEndpointsBuilder builder(int longPolls) {
        return HealthEndpoints.builder(monitor)
                .details(Details.NAMES)
                .apiKey(Fixture.KEY)
                .metrics(type -> "up 1\n")
                .drainWith(inFlight)
                .longPolls(longPolls)
                .ticker(fixture.time::nanos);
    }
}
