// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static dev.mainstay.samples.documents.RunningService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service tells of itself, over HTTP, beside its probes. */
@Timeout(90)
class DoorsTest {
    private static final Map<String, String> KEY = Map.of("X-API-Key", RunningService.API_KEY);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    @TempDir static Path tempDir;

    private static EmbeddedRedis redis;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        redis = EmbeddedRedis.start();
        service = RunningService.start(redis.url(), Role.ALL, tempDir);
        await().atMost(Duration.ofSeconds(20)).until(() -> service.status("/health/ready") == 200);
        // A request is timed when it is answered, which its client may know first.
        service.status("/nothing-here");
        await().until(() -> service.get("/metrics", KEY).body().contains("requests_seconds_count"));
    }

    @AfterAll
    static void stop() {
        service.close();
        redis.close();
    }

    @Test
    void status_forABrowser_isThePageWithoutNames() {
        HttpResponse<String> page =
                service.get("/status", Map.of("Accept", "text/html,application/xhtml+xml,*/*"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(header(page, "Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.body()).contains("document-service").doesNotContain("extractor");
    }

    @Test
    void status_forAProgram_isJson() {
        HttpResponse<String> asked = service.get("/status", Map.of("Accept", "application/json"));

        assertThat(header(asked, "Content-Type")).isEqualTo("application/json");
        assertThat(asked.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void status_detailed_needsTheKeyAndShowsTheChecks() {
        assertThat(service.status("/status/detailed")).isEqualTo(401);
        assertThat(service.get("/status/detailed", KEY).body())
                .contains("document-service", "extractor", "redis");
    }

    @Test
    void metrics_withoutTheKey_areRefused() {
        assertThat(service.status("/metrics")).isEqualTo(401);
        assertThat(service.get("/metrics", Map.of("X-API-Key", "of-someone-else")).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"*/*," + TEXT, "application/openmetrics-text," + OPEN_METRICS})
    void metrics_withTheKey_tellOfEachPart(String accept, String contentType) {
        HttpResponse<String> metrics =
                service.get(
                        "/metrics",
                        Map.of(
                                "Accept",
                                accept,
                                "Authorization",
                                "Bearer " + RunningService.API_KEY));

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(header(metrics, "Content-Type")).isEqualTo(contentType);
        assertThat(metrics.body())
                .contains(
                        "mainstay_health_status{check=\"redis\",probe=\"readiness\"} 1.0\n",
                        "mainstay_http_requests_seconds_count{route=\"/\",status=\"404\"",
                        "mainstay_http_keys_wrong_total ",
                        "mainstay_breaker_state{breaker=\"extractor\"} 0.0\n",
                        "mainstay_breaker_calls_seconds_count{breaker=\"redis\"",
                        "mainstay_retry_retries_total{retry=\"redis\"} ",
                        "mainstay_supervisor_connected{supervisor=\"worker\"} 1.0\n",
                        "mainstay_shutdown_in_flight ",
                        "process_cpu_usage ",
                        "jvm_memory_used_bytes{");
        assertThat(metrics.body().endsWith("# EOF\n")).isEqualTo(contentType.equals(OPEN_METRICS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json|application/json|application/json|{\"status\":\"UP\",\"probe\":\"readiness\"",
                "text|text/plain|text/plain; charset=utf-8|ok",
                "spring-boot|application/vnd.spring-boot.actuator.v3+json"
                        + "|application/vnd.spring-boot.actuator.v3+json|{\"components\":{",
                "ietf|application/health+json|application/health+json|{\"status\":\"pass\"",
            })
    void dialect_byAcceptOrByFormat_isTheSame(
            String format, String accept, String contentType, String beginning) {
        HttpResponse<String> byAccept =
                service.get(
                        "/health/ready",
                        Map.of("Accept", accept, "X-API-Key", RunningService.API_KEY));
        HttpResponse<String> byFormat = service.get("/health/ready?format=" + format, KEY);

        for (HttpResponse<String> answer : List.of(byAccept, byFormat)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Type")).isEqualTo(contentType);
            assertThat(answer.body()).startsWith(beginning);
        }
    }

    /** Its media type is that of plain JSON. */
    @Test
    void microprofile_byFormat_namesTheChecks() {
        HttpResponse<String> answer = service.get("/health/ready?format=microprofile", KEY);

        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(json(answer).path("checks").findValuesAsString("name"))
                .contains("disk", "redis", "queue");
    }

    @Test
    void metrics_whenOpened_needNoKeyAndTheDetailsStillDo() throws Exception {
        try (var process = start(Map.of("METRICS_WITHOUT_KEY", "true"))) {
            // Its metrics are the last thing that it starts.
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () ->
                                    process.get("/metrics")
                                            .body()
                                            .contains("mainstay_health_status{"));
            assertThat(process.get("/health/detailed").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void keyFile_whenItChanges_opensWithTheNewKeyAndApiKeyStays() throws Exception {
        Path file = Files.writeString(tempDir.resolve("key"), "the-first-key-0123\n");
        try (var process =
                start(Map.of("API_KEY", "the-other-key-0123", "API_KEY_FILE", "" + file))) {
            assertThat(detailed(process, "the-first-key-0123")).isEqualTo(200);

            Files.writeString(file, "the-second-key-0123\n");

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> detailed(process, "the-second-key-0123") == 200);
            assertThat(detailed(process, "the-first-key-0123")).isEqualTo(401);
            assertThat(detailed(process, "the-other-key-0123")).isEqualTo(200);
        }
    }

    private static int detailed(ServiceProcess process, String key) throws Exception {
        return process.get("/health/detailed", Map.of("X-API-Key", key)).statusCode();
    }

    private static ServiceProcess start(Map<String, String> more) throws IOException {
        var environment = new HashMap<>(Map.of("REDIS_URL", redis.url().toString()));
        environment.putAll(more);
        return ServiceProcess.start(tempDir, environment);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
