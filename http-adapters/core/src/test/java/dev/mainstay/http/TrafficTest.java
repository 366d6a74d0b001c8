// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.InFlight;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {
    private final InFlight inFlight = InFlight.create();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void defaults_haveNoLimit() {
        Traffic traffic = Traffic.of(inFlight);

        for (int i = 0; i < 10_000; i++) {
            assertThat(begin(traffic, "/orders").refusal()).isEmpty();
        }
        assertThat(inFlight.count()).isEqualTo(10_000);
        assertThat(traffic).hasToString("traffic 'http' (10000 in flight)");
    }

    @Test
    void request_whenEndedTwice_countsOnce() {
        Traffic traffic = Traffic.of(inFlight);
        TrafficRequest request = begin(traffic, "/orders");
        TrafficRequest other = begin(traffic, "/orders");

        request.end("/orders", 200);
        request.end("/orders", 200);

        assertThat(inFlight.count()).isEqualTo(1);
        assertThat(traffic.count()).isEqualTo(1);
        other.end("/orders", 200);
        assertThat(inFlight.count()).isZero();
    }

    @Test
    void refusal_byTheCountOrByItself_isTheSame() {
        Traffic itself = Traffic.of(InFlight.create());
        Traffic byCount = Traffic.of(inFlight);
        itself.refuse();
        inFlight.refuse();

        for (Traffic traffic : new Traffic[] {itself, byCount}) {
            TrafficRequest request = begin(traffic, "/orders");
            assertThat(request.refusal()).get().extracting(HealthResponse::status).isEqualTo(503);
            request.end("/orders", 503);
            assertThat(traffic.count()).isZero();
            assertThat(traffic.refused()).isEqualTo(1);
        }
        assertThat(inFlight.count()).isZero();
        assertThat(inFlight.lateArrivals()).isEqualTo(1);
        assertThat(inFlight.refused()).isEqualTo(1);
    }

    @Test
    void request_tooManyWhileDraining_isARefusedArrivalAndClosesItsConnection() {
        Traffic traffic = Traffic.builder(inFlight).maxInFlight(1).build();
        begin(traffic, "/orders");
        inFlight.drain();

        HealthResponse refusal = begin(traffic, "/orders").refusal().orElseThrow();

        assertThat(refusal.headers()).containsEntry("Connection", "close");
        assertThat(inFlight.refused()).isEqualTo(1);
        assertThat(traffic.shed()).isEqualTo(1);
    }

    @Test
    void request_afterRefuse_isALateArrivalOnceTheCountDrains() {
        Traffic traffic = Traffic.of(inFlight);
        inFlight.drain();
        traffic.refuse();

        begin(traffic, "/orders");

        assertThat(inFlight.lateArrivals()).isEqualTo(1);
        assertThat(inFlight.refused()).isEqualTo(1);
        assertThat(inFlight.count()).isZero();
    }

    @Test
    void isClosing_followsTheDrain() {
        Traffic traffic = Traffic.of(inFlight);
        TrafficRequest request = begin(traffic, "/orders");
        assertThat(request.isClosing()).isFalse();

        inFlight.drain();

        assertThat(request.isClosing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/health, true",
        "/health/live, true",
        "/health/ready/redis, true",
        "/readyz, true",
        "/healthy, false",
        "/healthz/live, false",
        "/orders, false",
        "/health/../orders, false",
        "/health/%2e%2e/orders, false",
        "/health//orders, false",
        "/health/;/orders, false",
    })
    void exempt_isHealthAndNothingElse(String path, boolean exempt) {
        try (HealthMonitor monitor = HealthMonitor.builder().build()) {
            HealthEndpoints endpoints =
                    HealthEndpoints.builder(monitor).kubernetesAliases().build();
            Traffic traffic = Traffic.builder(inFlight).exempt(endpoints).build();
            traffic.refuse();

            assertThat(begin(traffic, path).refusal().isEmpty()).isEqualTo(exempt);
        }
    }

    @Test
    void name_ofALongPath_isCut() {
        begin(Traffic.of(inFlight), "/" + "x".repeat(5_000));

        assertThat(inFlight.items())
                .singleElement()
                .satisfies(item -> assertThat(item.name()).hasSize(201).endsWith("x…"));
    }

    @Test
    void meters_whenBoundTwice_countOnce() {
        Traffic traffic = Traffic.builder(inFlight).name("api").maxInFlight(2).build();
        HttpMetrics.of(traffic).bindTo(registry);
        HttpMetrics.of(traffic).bindTo(registry);

        begin(traffic, "/orders/1").end("/orders", 200);
        begin(traffic, "/orders/2").end("/orders", 200);
        begin(traffic, "/orders/3").end("/orders", -1);
        begin(traffic, "/a");
        begin(traffic, "/b");
        begin(traffic, "/c");
        traffic.refuse();
        begin(traffic, "/d");

        assertThat(requests("/orders", "200")).isEqualTo(2);
        assertThat(requests("/orders", "none")).isEqualTo(1);
        assertThat(registry.get("mainstay.http.in.flight").tag("traffic", "api").gauge().value())
                .isEqualTo(2);
        assertThat(refused("overload")).isEqualTo(1);
        assertThat(refused("draining")).isEqualTo(1);
    }

    @Test
    void meters_ofManyRoutes_areBounded() {
        Traffic traffic = Traffic.of(inFlight);
        HttpMetrics.of(traffic).bindTo(registry);

        for (int i = 0; i < 1_000; i++) {
            begin(traffic, "/" + i).end("/" + i, 200 + i);
        }

        assertThat(requests("/0", "200")).isEqualTo(1);
        assertThat(requests("other", "300")).isEqualTo(1);
        assertThat(registry.find("mainstay.http.requests").timers()).hasSizeLessThan(410);
    }

    @Test
    void recorder_thatThrows_doesNotLoseTheCount() {
        Traffic traffic = Traffic.of(inFlight);
        traffic.onAnswer(
                (route, status, time) -> {
                    throw new IllegalStateException("expected by the test");
                });

        begin(traffic, "/orders").end("/orders", 200);

        assertThat(traffic.count()).isZero();
        assertThat(inFlight.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void maxInFlight_thatIsNotPositive_isRefused(int requests) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Traffic.builder(inFlight).maxInFlight(requests))
                .withMessage("maxInFlight must be positive, but was " + requests);
    }

    @Test
    void name_ofAnotherForm_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Traffic.builder(inFlight).name("My API"))
                .withMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was 'My API'");
    }

    private double refused(String reason) {
        return registry.get("mainstay.http.refused")
                .tags("traffic", "api", "reason", reason)
                .functionCounter()
                .count();
    }

    private long requests(String route, String status) {
        return registry.get("mainstay.http.requests")
                .tags("route", route, "status", status)
                .timer()
                .count();
    }

    private static TrafficRequest begin(Traffic traffic, String path) {
        return traffic.begin(HealthRequest.builder("GET").path(path).build());
    }
}
