// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Problems as RFC 9457 has them, byte for byte. */
class ProblemsTest {
    private final Fixture fixture = new Fixture().started();

    @Test
    void problem_unknownCheckAnonymous_withholdsNames() throws IOException {
        matches("problem-404-withheld.json", Details.STATUS, "/health/ready/reddis");
    }

    @Test
    void problem_unknownCheckWithNames_listsThem() throws IOException {
        matches("problem-404-names.json", Details.NAMES, "/health/ready/reddis");
    }

    @Test
    void problem_unknownPath_listsPaths() throws IOException {
        matches("problem-404-path.json", Details.STATUS, "/health/redy");
    }

    @Test
    void problem_withoutTheKey_saysHowToShowIt() throws IOException {
        HealthEndpoints endpoints = fixture.endpointsWithKey(Details.STATUS);
        GoldenFilesTest.compare("problem-401.json", get(endpoints, "/health/detailed"));
    }

    @Test
    void problem_wrongMethod_namesTheRightOnes() throws IOException {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);
        HealthResponse response = send(endpoints, "POST", "/health/ready", Map.of());
        GoldenFilesTest.compare("problem-405.json", response);
    }

    @Test
    void problem_pathOfTwoReadings_saysWhich() throws IOException {
        HealthResponse response = get(fixture.endpoints(Details.STATUS), "/health//ready");
        assertThat(response.status()).isEqualTo(400);
        GoldenFilesTest.compare("problem-400.json", response);
    }

    @Test
    void problem_pathTooLong_tellsTheLimit() throws IOException {
        HealthResponse response =
                get(fixture.endpoints(Details.STATUS), "/health/" + "a".repeat(1_020));
        assertThat(response.status()).isEqualTo(414);
        GoldenFilesTest.compare("problem-414.json", response);
    }

    @Test
    void problem_tooManyWrongKeys_saysSo() throws IOException {
        HealthEndpoints endpoints = fixture.endpointsWithKey(Details.STATUS);
        Map<String, String> wrong = Map.of("X-API-Key", "not-the-right-one");
        for (int i = 0; i < 200; i++) {
            send(endpoints, "GET", "/health/detailed", wrong);
        }
        HealthResponse response = send(endpoints, "GET", "/health/detailed", wrong);
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.headers()).containsEntry("Retry-After", "1");
        GoldenFilesTest.compare("problem-429.json", response);
    }

    /** An adapter's headers may throw; health answers all the same, and withholds what. */
    @Test
    void problem_ofOurOwn_isUnavailable() throws IOException {
        HealthRequest request =
                HealthRequest.builder("GET")
                        .path("/health/ready")
                        .headers(
                                name -> {
                                    throw new IllegalStateException("of the server's");
                                })
                        .build();
        HealthResponse response = fixture.endpoints(Details.STATUS).handle(request);
        unavailable("problem-503.json", response, "5");
    }

    @Test
    void problem_scrapeThatFails_isUnavailable() throws IOException {
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor)
                        .metrics(
                                type -> {
                                    throw new IllegalStateException("a gauge's");
                                })
                        .build();
        unavailable("problem-503-metrics.json", get(endpoints, "/metrics"), "5");
    }

    @Test
    void problem_trafficRefusedOrShed_isUnavailable() throws IOException {
        HealthRequest order = HealthRequest.builder("GET").path("/orders").build();
        Traffic full = Traffic.builder(InFlight.create()).maxInFlight(1).build();
        full.begin(order);
        HealthResponse shed = full.begin(order).refusal().orElseThrow();
        full.refuse();
        HealthResponse refused = full.begin(order).refusal().orElseThrow();

        unavailable("problem-503-overload.json", shed, "1");
        unavailable("problem-503-draining.json", refused, "5");
        assertThat(refused.headers()).containsEntry("Connection", "close");
    }

    private static void unavailable(String file, HealthResponse response, String retryAfter)
            throws IOException {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).containsEntry("Retry-After", retryAfter);
        GoldenFilesTest.compare(file, response);
    }

    private void matches(String file, Details details, String target) throws IOException {
        GoldenFilesTest.compare(file, get(fixture.endpoints(details), target));
    }
}
