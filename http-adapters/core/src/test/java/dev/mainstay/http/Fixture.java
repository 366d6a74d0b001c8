// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthMonitorBuilder;
import dev.mainstay.health.Impact;
import dev.mainstay.health.TestMonitors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Monitors on a clock that stands still, and requests in one line. */
final class Fixture {
    static final String KEY = "0123456789abcdef";

    final FakeTime time = new FakeTime();
    volatile Health redis = Health.up().with("role", "master");
    volatile Health search = Health.up();

    final HealthMonitor monitor;

    private Fixture(HealthMonitorBuilder more) {
        monitor = more.build();
    }

    Fixture() {
        monitor =
                TestMonitors.onFakeTime(time)
                        .liveness("deadlock", Health::up)
                        .readiness("redis", this::checkRedis, check -> check.failureThreshold(1))
                        .readiness(
                                "search",
                                () -> search,
                                check -> check.failureThreshold(1).impact(Impact.DEGRADES))
                        .build();
    }

    /** With a search that takes a second at most, on threads of the test's. */
    Fixture(HealthCheck search, Executor executor) {
        monitor =
                TestMonitors.onFakeTime(time)
                        .executor(executor)
                        .readiness("redis", this::checkRedis)
                        .readiness(
                                "search",
                                search,
                                check ->
                                        check.timeout(Duration.ofSeconds(1))
                                                .impact(Impact.DEGRADES)
                                                .interruptOnTimeout(false))
                        .build();
    }

    static Fixture of(HealthMonitorBuilder builder) {
        return new Fixture(builder);
    }

    /** All is UP since the clock's beginning. */
    Fixture started() {
        monitor.start();
        TestMonitors.tick(monitor);
        return this;
    }

    Fixture after(Duration duration) {
        time.advance(duration);
        TestMonitors.tick(monitor);
        return this;
    }

    HealthEndpoints endpoints(Details details) {
        return HealthEndpoints.builder(monitor).details(details).build();
    }

    HealthEndpoints endpointsWithKey(Details details) {
        return HealthEndpoints.builder(monitor).details(details).apiKey(KEY).build();
    }

    static HealthResponse get(HealthEndpoints endpoints, String target) {
        return send(endpoints, "GET", target, Map.of());
    }

    static HealthResponse getWithKey(HealthEndpoints endpoints, String target) {
        return send(endpoints, "GET", target, Map.of("X-API-Key", KEY));
    }

    static HealthResponse send(
            HealthEndpoints endpoints, String method, String target, Map<String, String> headers) {
        return endpoints.handle(request(method, target, headers));
    }

    static HealthRequest request(String method, String target, Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        int question = target.indexOf('?');
        return HealthRequest.builder(method)
                .path(question < 0 ? target : target.substring(0, question))
                .query(question < 0 ? "" : target.substring(question + 1))
                .headers(name -> Optional.ofNullable(anyCase.get(name)))
                .build();
    }

    static String body(HealthResponse response) {
        var out = new ByteArrayOutputStream();
        try {
            response.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }

    /** What is logged meanwhile. */
    static String logged(Runnable code) {
        try (var log = new CapturedLog()) {
            code.run();
            return log.all();
        }
    }

    private Health checkRedis() {
        time.advance(Duration.ofNanos(849_999));
        return redis;
    }
}
