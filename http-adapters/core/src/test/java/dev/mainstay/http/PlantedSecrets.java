// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Gate;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Impact;
import dev.mainstay.health.TestMonitors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Endpoints on a clock that stands still, with a mark in each thing that is not for everybody. */
final class PlantedSecrets {
    static final String MARK = "s3cret";

    private final Details details;
    private final boolean hasKey;
    private final boolean down;
    private final AtomicLong nanos = new AtomicLong();
    private final HealthEndpoints endpoints;

    private PlantedSecrets(Details details, boolean hasKey, boolean down) {
        this.details = details;
        this.hasKey = hasKey;
        this.down = down;
        HealthEndpointsBuilder builder =
                HealthEndpoints.builder(monitor())
                        .details(details)
                        .ticker(nanos::get)
                        .kubernetesAliases()
                        .statusPage()
                        .metrics(type -> "s3cret_metric 1\n")
                        .serviceName("documents")
                        .serviceVersion("s3cret-version");
        this.endpoints = hasKey ? builder.apiKey(HostileRequest.KEY).build() : builder.build();
    }

    static PlantedSecrets[] all() {
        var all = new ArrayList<PlantedSecrets>();
        for (Details details : List.of(Details.STATUS, Details.NAMES)) {
            for (boolean down : List.of(false, true)) {
                all.add(new PlantedSecrets(details, true, down));
                all.add(new PlantedSecrets(details, false, down));
            }
        }
        return all.toArray(PlantedSecrets[]::new);
    }

    HealthResponse answer(HostileRequest request) {
        return endpoints.handle(request.toRequest());
    }

    /** After that, as many wrong keys are looked at as in the beginning. */
    void forgetWrongKeys() {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    }

    boolean hasKey() {
        return hasKey;
    }

    boolean isDown() {
        return down;
    }

    /** What a request without the key may get, if without its query it gets a certain code. */
    Set<Integer> codesWithAQuery(HostileRequest request, int withoutQuery) {
        if (Set.of(400, 405, 414).contains(withoutQuery)) {
            return Set.of(withoutQuery);
        }
        Set<Integer> codes = new HashSet<>(Set.of(withoutQuery));
        if (request.query().length() > 4_096) {
            codes.add(414);
        } else if (RouterOracle.decoded(request.query()).contains("exclude")) {
            codes.addAll(hasKey ? Set.of(400, 401) : Set.of(200, 400, 503));
        }
        return codes;
    }

    @Override
    public String toString() {
        return "%s, %s, %s"
                .formatted(details, hasKey ? "with a key" : "without a key", down ? "DOWN" : "UP");
    }

    /** What has changed has a history, so the outage comes after all was well. */
    private HealthMonitor monitor() {
        String prefix = details == Details.STATUS ? MARK + "-" : "";
        var time = new FakeTime();
        var redis = new AtomicReference<>(Health.up().with("s3cret-detail", "s3cret-value"));
        HealthMonitor monitor =
                TestMonitors.onFakeTime(time)
                        .liveness(prefix + "deadlock", Health::up)
                        .readiness(prefix + "redis", redis::get, it -> it.failureThreshold(1))
                        .readiness(
                                prefix + "search",
                                () -> Health.degraded("s3cret-message"),
                                it -> it.impact(Impact.DEGRADES))
                        .build();
        monitor.start();
        TestMonitors.tick(monitor);
        Gate gate = monitor.gate(prefix + "draining");
        gate.close("s3cret-reason");
        gate.open();
        if (down) {
            redis.set(Health.down(new IllegalStateException("s3cret-cause")));
            gate.close("s3cret-reason");
            monitor.maintenance("s3cret-maintenance", Duration.ofHours(1));
            time.advance(Duration.ofSeconds(11));
            TestMonitors.tick(monitor);
        }
        return monitor;
    }
}
