// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an adapter does with the dialects, the page for people and the metrics of {@link
 * HealthEndpoints}, on a real port. A test of an adapter extends this and starts a server.
 */
public abstract class PagesHttpContract {
    private static final String KEY = "0123456789abcdef";

    private final HttpClient client = HttpClient.newHttpClient();
    private HealthMonitor monitor;
    private URI base;

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @return where it is, without a path
     */
    protected abstract URI start(HealthEndpoints endpoints) throws Exception;

    /** Stops what was started. */
    protected abstract void stop() throws Exception;

    @BeforeEach
    void startServer() throws Exception {
        monitor =
                HealthMonitor.builder()
                        .readiness("redis", () -> Health.up().with("größe", "<script>"))
                        .build()
                        .start();
        assertThat(monitor.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
        base =
                start(
                        HealthEndpoints.builder(monitor)
                                .details(Details.NAMES)
                                .apiKey(KEY)
                                .statusPage()
                                .metrics(type -> "up 1\n")
                                .build());
    }

    @AfterEach
    void stopServer() throws Exception {
        stop();
        monitor.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/health+json|application/health+json|pass",
                "application/vnd.spring-boot.actuator.v3+json;q=0.9"
                        + "|application/vnd.spring-boot.actuator.v3+json|components",
                "application/json|application/json|checks",
                "text/html, application/json;q=0.5|application/json|checks",
            })
    void dialect_whenAccepted_isSentAsItsType(String accept, String type, String word)
            throws Exception {
        HttpResponse<String> response = get("/health/ready", "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo(type);
        assertThat(response.body()).contains("\"" + word + "\"");
    }

    @Test
    void accept_onSeveralLines_isReadAsOne() throws Exception {
        try (RawHttp raw = RawHttp.connect(base)) {
            RawHttp.Answer answer =
                    raw.request(
                            "GET",
                            "/health/ready",
                            "Accept: text/html",
                            "Accept: application/health+json");

            assertThat(answer.headers()).containsEntry("Content-Type", "application/health+json");
        }
    }

    @Test
    void dialect_whenDown_hasTheCodeOfTheProbe() throws Exception {
        monitor.gate("draining").close("deploy");

        for (String format : new String[] {"microprofile", "spring-boot", "ietf"}) {
            HttpResponse<String> response = get("/health/ready?format=" + format);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("draining").doesNotContain("deploy");
        }
        assertThat(get("/status").statusCode()).isEqualTo(503);
    }

    @Test
    void page_forABrowser_isHtmlWithItsPolicy() throws Exception {
        HttpResponse<String> response = get("/status", "Accept", "text/html,*/*;q=0.8");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(type(response)).isEqualTo("text/html;charset=utf-8");
        assertThat(header(response, "Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(response.body()).contains("redis").doesNotContain("größe");
    }

    @Test
    void detailedPage_withTheKeyAlone_tellsEverythingAsText() throws Exception {
        assertThat(get("/status/detailed").statusCode()).isEqualTo(401);
        assertThat(get("/status/detailed", "X-API-Key", KEY).body())
                .contains("größe", "&lt;script&gt;")
                .containsOnlyOnce("<script>");
    }

    @Test
    void metrics_withTheKeyAlone_areSent() throws Exception {
        HttpResponse<String> response = get("/metrics", "Authorization", "Bearer " + KEY);

        assertThat(response.body()).isEqualTo("up 1\n");
        assertThat(type(response)).startsWith("text/plain;version=0.0.4");
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> get(String target, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + target));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(
                request.timeout(Duration.ofSeconds(15)).build(), BodyHandlers.ofString());
    }

    /** Without the spaces that some servers take out. */
    private static String type(HttpResponse<String> response) {
        return header(response, "Content-Type").replace(" ", "");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
