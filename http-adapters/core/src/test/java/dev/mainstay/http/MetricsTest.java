// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.KEY;
import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.logged;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.HealthMetrics;
import dev.mainstay.health.Telemetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    /** As Prometheus 3 sends it. */
    private static final String PROMETHEUS =
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private final Fixture fixture = new Fixture().started();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthEndpointsBuilder builder =
            HealthEndpoints.builder(fixture.monitor).metrics(registry::scrape);

    @Test
    void metrics_ofPrometheusRegistry_areItsText() {
        Telemetry.standard(registry);
        HealthMetrics.of(fixture.monitor).bindTo(registry);
        HealthResponse response = get(builder.build(), "/metrics");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers())
                .containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .containsEntry("Cache-Control", "no-store");
        assertThat(body(response))
                .contains("# TYPE jvm_memory_used_bytes gauge", "mainstay_health_stuck 0.0")
                .doesNotContain("# EOF");
    }

    @Test
    void metrics_forPrometheus_areOpenMetrics() {
        HealthResponse response =
                send(builder.build(), "GET", "/metrics", Map.of("Accept", PROMETHEUS));

        assertThat(response.headers())
                .containsEntry(
                        "Content-Type",
                        "application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(body(response)).endsWith("# EOF\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|false",
                "*/*|false",
                "text/plain|false",
                "application/openmetrics-text|true",
                "application/openmetrics-text;q=0.3, text/plain;q=0.5|false",
                "application/openmetrics-text;q=0|false",
            })
    void accept_ofAScraper_choosesTheFormat(String accept, boolean openMetrics) {
        assertThat(Accept.prefersOpenMetrics(accept)).isEqualTo(openMetrics);
    }

    @Test
    void metrics_whereAKeyIsSet_needIt() {
        HealthEndpoints endpoints = builder.apiKey(KEY).build();

        assertThat(get(endpoints, "/metrics").status()).isEqualTo(401);
        assertThat(getWithKey(endpoints, "/metrics").status()).isEqualTo(200);
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + KEY);
        assertThat(send(endpoints, "GET", "/metrics", bearer).status()).isEqualTo(200);
    }

    @Test
    void metrics_whenOpened_needNoKey() {
        HealthEndpoints endpoints = builder.apiKey(KEY).metricsWithoutKey().build();

        assertThat(get(endpoints, "/metrics").status()).isEqualTo(200);
        assertThat(get(endpoints, "/health/detailed").status()).isEqualTo(401);
    }

    @Test
    void metrics_whenNotAskedFor_areNotThere() {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);

        assertThat(get(endpoints, "/metrics").status()).isEqualTo(404);
        assertThat(builder.build().roots()).containsExactly("/health", "/metrics");
    }

    /** A registry of ours may hold a gauge that throws whatever it likes. */
    @Test
    void metrics_whoseScrapeFails_are503AndLoggedOnceAMinute() {
        HealthEndpoints endpoints = failing(new AssertionError("a gauge of the application's"));
        HealthResponse[] response = new HealthResponse[1];

        String first = logged(() -> response[0] = get(endpoints, "/metrics"));
        String more = logged(() -> IntStream.range(0, 9).forEach(i -> get(endpoints, "/metrics")));
        fixture.time.advance(Duration.ofMinutes(1));
        String later = logged(() -> get(endpoints, "/metrics"));

        assertThat(response[0].status()).isEqualTo(503);
        assertThat(body(response[0])).doesNotContain("application's");
        assertThat(first).contains("metrics could not be scraped, 1 times so far");
        assertThat(first).contains("a gauge of the application's", "at dev.mainstay.http.");
        assertThat(more).isEmpty();
        assertThat(later).contains("metrics could not be scraped, 11 times so far");
    }

    @Test
    void metrics_whoseScrapeEndsTheMachine_doNotHideIt() {
        var end = new StackOverflowError("a gauge that asks itself");

        assertThatThrownBy(() -> get(failing(end), "/metrics")).isSameAs(end);
    }

    @Test
    void keys_thatAreWrong_areCountedAlsoThoseTooMany() {
        HealthEndpoints endpoints = builder.apiKey(KEY).ticker(fixture.time::nanos).build();
        HttpMetrics.of(endpoints).bindTo(registry);
        HttpMetrics.of(endpoints).bindTo(registry);
        for (int i = 0; i < 103; i++) {
            send(endpoints, "GET", "/metrics", Map.of("X-API-Key", "not-the-right-one"));
        }
        get(endpoints, "/metrics");

        assertThat(body(getWithKey(endpoints, "/metrics")))
                .contains("mainstay_http_keys_wrong_total 103.0");
    }

    @Test
    void basePath_ofTheMetrics_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.basePath("/metrics").build())
                .withMessage("basePath must not be that of the metrics, but was '/metrics'");
    }

    private HealthEndpoints failing(Error error) {
        return HealthEndpoints.builder(fixture.monitor)
                .ticker(fixture.time::nanos)
                .metrics(
                        type -> {
                            throw error;
                        })
                .build();
    }
}
