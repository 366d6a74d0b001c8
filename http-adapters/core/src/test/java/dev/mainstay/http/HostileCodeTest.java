// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.health.Hostile.SECRET;
import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.Health;
import dev.mainstay.health.Hostile;
import dev.mainstay.internal.Throwables;
import dev.mainstay.shutdown.InFlight;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code of users that throws what nobody should: it fails nothing, and no secret of it gets out. */
class HostileCodeTest {
    private final CapturedLog log = new CapturedLog();
    private final Fixture fixture = new Fixture();

    /** One of each kind, made anew for each test, as a test may add to it. */
    static Stream<Throwable> exceptions() {
        return Stream.of(Hostile.telling(), Hostile.tellingUnchecked(), Hostile.throwing());
    }

    static Stream<Throwable> all() {
        return Stream.concat(exceptions(), Stream.of(Hostile.tellingError()));
    }

    @AfterEach
    void nothingIsLoggedThatIsSecret() {
        log.close();
        assertThat(log.all()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @MethodSource("all")
    void check_thatThrows_isShownInNoDialectWithItsSecret(Throwable thrown) {
        fixture.started();
        fixture.redis = Health.down(thrown).with("url", "redis://app:" + SECRET + "@db:6379");
        fixture.monitor.gate("draining").close("for redis://app:" + SECRET + "@db:6379");
        fixture.after(Duration.ofSeconds(12));
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor)
                        .details(Details.ALWAYS)
                        .statusPage()
                        .build();

        for (Dialect format : Dialect.all()) {
            for (String path : List.of("/health/ready", "/health/ready/redis", "/status")) {
                HealthResponse response = get(endpoints, path + "?format=" + format);
                assertThat(response.status()).isEqualTo(503);
                assertThat(body(response)).isNotEmpty().doesNotContain(SECRET);
            }
        }
        assertThat(body(get(endpoints, "/status"))).contains("***@db");
    }

    @ParameterizedTest
    @MethodSource("all")
    void scrape_thatThrows_isA503AndALine(Throwable thrown) {
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor)
                        .metrics(
                                type -> {
                                    throw Throwables.raise(thrown);
                                })
                        .build();

        HealthResponse response = get(endpoints, "/metrics");

        assertThat(response.status()).isEqualTo(503);
        assertThat(body(response)).contains("could not be scraped").doesNotContain(SECRET);
        assertThat(log.lines("metrics could not be scraped, 1 times so far")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void headers_thatThrow_areA503AndALine(Throwable thrown) {
        HealthRequest request =
                HealthRequest.builder("GET")
                        .path("/health/ready")
                        .headers(
                                name -> {
                                    throw Throwables.raise(thrown);
                                })
                        .build();

        HealthResponse response = fixture.endpoints(Details.STATUS).handle(request);

        assertThat(response.status()).isEqualTo(503);
        assertThat(body(response)).doesNotContain(SECRET);
        assertThat(log.lines("a request for health could not be answered")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void registry_thatThrows_endsTheRequestAllTheSame(Throwable thrown) {
        InFlight inFlight = InFlight.create();
        Traffic traffic = boundToOneThatThrows(inFlight, thrown);

        order(traffic).end("/orders", 200);

        assertThat(inFlight.count()).isZero();
        assertThat(traffic.count()).isZero();
        assertThat(log.lines("a request's time could not be recorded")).hasSize(1);
    }

    @Test
    void registry_thatThrowsAnError_isNotSwallowedAndEndsTheRequest() {
        InFlight inFlight = InFlight.create();
        Error error = Hostile.tellingError();
        Traffic traffic = boundToOneThatThrows(inFlight, error);

        assertThatThrownBy(() -> order(traffic).end("/orders", 200)).isSameAs(error);

        assertThat(inFlight.count()).isZero();
        assertThat(traffic.count()).isZero();
    }

    @Test
    void route_withASecret_isALabelWithoutIt() {
        var registry = new SimpleMeterRegistry();
        Traffic traffic = Traffic.of(InFlight.create());
        HttpMetrics.of(traffic).bindTo(registry);

        order(traffic).end("/orders?token=" + SECRET, 200);

        assertThat(registry.get("mainstay.http.requests").timer().getId().getTag("route"))
                .isEqualTo("/orders?token=***");
    }

    @Test
    void keyFile_underASecretName_isRefusedWithoutIt(@TempDir Path directory) {
        Path file = directory.resolve("password=" + SECRET);

        assertThatThrownBy(() -> ApiKey.named("file").file(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password=***' cannot be read: NoSuchFileException: ")
                .satisfies(it -> assertThat(stackTrace(it)).doesNotContain(SECRET));
    }

    private static Traffic boundToOneThatThrows(InFlight inFlight, Throwable thrown) {
        MeterRegistry registry = new SimpleMeterRegistry();
        Traffic traffic = Traffic.of(inFlight);
        HttpMetrics.of(traffic).bindTo(registry);
        registry.config()
                .meterFilter(
                        new MeterFilter() {
                            @Override
                            public Meter.Id map(Meter.Id id) {
                                throw Throwables.raise(thrown);
                            }
                        });
        return traffic;
    }

    private static TrafficRequest order(Traffic traffic) {
        return traffic.begin(HealthRequest.builder("GET").path("/orders").build());
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
