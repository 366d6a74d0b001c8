// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.KEY;
import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthenticationTest {
    private final Fixture fixture = new Fixture().started();
    private final HealthEndpoints keyed = fixture.endpointsWithKey(Details.STATUS);

    static Stream<Map<String, String>> rightKeys() {
        return Stream.of(
                Map.of("X-API-Key", KEY),
                Map.of("x-api-key", " " + KEY + " "),
                Map.of("Authorization", "Bearer " + KEY),
                Map.of("Authorization", "bearer  " + KEY),
                Map.of("Authorization", "Basic " + base64("anybody:" + KEY)),
                Map.of("Authorization", "BASIC " + base64(":" + KEY)),
                Map.of("X-API-Key", "wrong", "Authorization", "Bearer " + KEY));
    }

    static Stream<Map<String, String>> wrongKeys() {
        return Stream.of(
                Map.of(),
                Map.of("X-API-Key", ""),
                Map.of("X-API-Key", KEY.substring(1)),
                Map.of("X-API-Key", KEY + "0"),
                Map.of("X-API-Key", KEY.toUpperCase(java.util.Locale.ROOT)),
                Map.of("X-API-Key", "x".repeat(100_000)),
                Map.of("Authorization", KEY),
                Map.of("Authorization", "Bearer"),
                Map.of("Authorization", "Bearer "),
                Map.of("Authorization", "Digest " + KEY),
                Map.of("Authorization", "Basic " + KEY + "!"),
                Map.of("Authorization", "Basic " + base64(KEY + ":")),
                Map.of("Authorization", "Basic " + base64("a:b:" + KEY)));
    }

    @ParameterizedTest
    @MethodSource("rightKeys")
    void detailed_withTheKey_is200(Map<String, String> headers) {
        assertThat(send(keyed, "GET", "/health/detailed", headers).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void detailed_withoutTheKey_is401WithAChallenge(Map<String, String> headers) {
        HealthResponse response = send(keyed, "GET", "/health/detailed", headers);

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers().get("WWW-Authenticate"))
                .as("what a browser asks for comes first, as it may look no further")
                .startsWith("Basic realm=")
                .contains(", Bearer realm=");
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void probe_withoutTheKey_answersAnonymously(Map<String, String> headers) {
        HealthResponse response = send(keyed, "GET", "/health/ready", headers);

        assertThat(response.status()).isEqualTo(200);
        assertThat(body(response)).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void detailed_whenNoKeyIsSet_isOpen() {
        HealthResponse response = get(fixture.endpoints(Details.STATUS), "/health/detailed");

        assertThat(response.status()).isEqualTo(200);
        assertThat(body(response)).contains("\"impact\":\"required\"");
    }

    @Test
    void exclude_withoutTheKey_is401() {
        assertThat(get(keyed, "/health/ready?exclude=redis").status()).isEqualTo(401);
        assertThat(get(keyed, "/health/ready?%65xclude=").status()).isEqualTo(401);
        assertThat(get(keyed, "/health/ready/redis?exclude=redis").status()).isEqualTo(401);
    }

    @Test
    void details_whenAlways_stillNeedTheKeyAtTheirOwnPath() {
        HealthEndpoints endpoints = fixture.endpointsWithKey(Details.ALWAYS);

        assertThat(body(get(endpoints, "/health/ready"))).contains("\"role\"");
        assertThat(get(endpoints, "/health/detailed").status()).isEqualTo(401);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
