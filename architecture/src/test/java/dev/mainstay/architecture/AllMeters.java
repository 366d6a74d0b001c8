// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMetrics;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Telemetry;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HttpMetrics;
import dev.mainstay.http.Traffic;
import dev.mainstay.resilience.Breaker;
import dev.mainstay.resilience.ResilienceMetrics;
import dev.mainstay.resilience.Retrier;
import dev.mainstay.resilience.Supervisor;
import dev.mainstay.shutdown.ShutdownCoordinator;
import dev.mainstay.shutdown.ShutdownMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** One of each thing that has meters, all in one registry of Prometheus. */
final class AllMeters implements AutoCloseable {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthMonitor health =
            HealthMonitor.builder().readiness("redis", Health::up).build().start();
    private final ShutdownCoordinator shutdown =
            ShutdownCoordinator.builder(health).endsProcess(false).build();
    private final HealthEndpoints endpoints = HealthEndpoints.of(health);
    private final Traffic traffic = Traffic.of(shutdown.inFlight());
    private final Breaker breaker = Breaker.named("extractor").build();
    private final Retrier retrier = Retrier.named("extractor").build();
    private final Supervisor supervisor = Supervisor.of("orders", session -> {});

    AllMeters() {
        Telemetry.standard(registry);
        HealthMetrics.of(health).bindTo(registry);
        ResilienceMetrics.of(breaker).bindTo(registry);
        ResilienceMetrics.of(retrier).bindTo(registry);
        ResilienceMetrics.of(supervisor).bindTo(registry);
        ShutdownMetrics.of(shutdown).bindTo(registry);
        HttpMetrics.of(traffic).bindTo(registry);
        HttpMetrics.of(endpoints).bindTo(registry);
        // These are there once there was something to time.
        traffic.begin(HealthRequest.builder("GET").path("/orders/1").build())
                .end("/orders/{id}", 200);
        System.gc();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> registry.scrape(TEXT).contains("jvm_gc_pause_seconds_count"));
    }

    String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    @Override
    public void close() {
        supervisor.close();
        health.close();
        registry.close();
    }
}
