// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an adapter does with {@link HealthEndpoints}, on a real port. A test of an adapter extends
 * this and starts a server; paths outside of the base path are the server's own affair.
 */
public abstract class HealthHttpContract extends HttpContract {
    @Test
    void probe_whenUp_is200WithItsHeaders() throws Exception {
        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":{\"redis\":{\"status\":\"UP\"}}}");
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.headers().map()).doesNotContainKeys("etag", "vary");
    }

    @Test
    void probe_whenDown_is503WithRetryAfterAndRecovers() throws Exception {
        var gate = monitor().gate("draining");

        gate.close("deploy");
        HttpResponse<String> response = get("/health/ready");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "Retry-After")).isEqualTo("5");
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);

        gate.open();
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/health, 200",
        "/health/live, 200",
        "/health/started, 200",
        "/health/ready/redis, 200",
        "/health/ready?verbose, 200",
        "/health/nothing, 404",
        "/health/%72eady, 200",
        "/health/detailed, 401",
        "/health/ready?exclude=redis, 401",
    })
    void path_always_hasItsCode(String target, int status) throws Exception {
        HttpResponse<String> response = get(target);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type").equals("application/problem+json"))
                .isEqualTo(status != 200);
    }

    @Test
    void form_whenAskedFor_isSent() throws Exception {
        assertThat(get("/health/ready?verbose").body())
                .isEqualTo("[+]redis ok\nreadyz check passed\n");
        assertThat(get("/health/ready", "Accept", "text/plain").body()).isEqualTo("ok");
        assertThat(get("/health/ready?format=json&verbose").body()).startsWith("{");
    }

    @Test
    void key_inEachHeader_opensTheDetails() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("me:" + KEY).getBytes(UTF_8));

        assertDetails(get("/health/detailed", "X-API-Key", KEY));
        assertDetails(get("/health/detailed", "x-api-key", KEY));
        assertDetails(get("/health/detailed", "Authorization", "Bearer " + KEY));
        assertDetails(get("/health/detailed", "Authorization", "Basic " + basic));
        assertDetails(get("/health/ready?exclude=redis", "X-API-Key", KEY));
    }

    @Test
    void key_whenWrong_is401WithAChallenge() throws Exception {
        HttpResponse<String> response = get("/health/detailed", "X-API-Key", KEY + "0");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(header(response, "WWW-Authenticate")).contains("Bearer").contains("Basic");
    }

    @Test
    void head_onAKeptConnection_hasGetsHeadersAndNoBody() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            RawHttp.Answer got = raw.request("GET", "/health/ready");
            RawHttp.Answer head = raw.request("HEAD", "/health/ready");
            RawHttp.Answer after = raw.request("GET", "/health/ready");

            assertThat(raw.request("HEAD", "/health/detailed").status()).isEqualTo(401);
            assertThat(raw.request("GET", "/health/ready").status()).isEqualTo(200);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).containsOnlyKeys(got.headers().keySet());
            assertThat(head.headers().get("Content-Length"))
                    .isEqualTo(got.headers().get("Content-Length"))
                    .isEqualTo(Integer.toString(got.body().getBytes(UTF_8).length));
            assertThat(after.body()).isEqualTo(got.body());
        }
    }

    @Test
    void contentLength_ofMoreThanAscii_isInBytes() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            RawHttp.Answer answer = raw.request("GET", "/health/detailed", "X-API-Key: " + KEY);

            assertThat(answer.body()).endsWith("}").contains("\"größe\":\"über\"");
            assertThat(raw.request("GET", "/health/ready").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void method_thatDoesNotRead_is405WithAllow(String method) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(base().resolve("/health/ready"))
                        .method(method, BodyPublishers.ofString("a body".repeat(1_000)))
                        .build();

        HttpResponse<String> response = client().send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void requestBody_whenThereIsOne_isNotTakenForTheNextRequest() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            // In one piece: a server may close a connection whose body comes after its answer.
            raw.write(
                    """
                    GET /health/ready HTTP/1.1\r
                    Host: x\r
                    Content-Length: 30\r
                    \r
                    GET /health/nothing HTTP/1.1\r
                    """);
            assertThat(raw.answer(true).status()).isEqualTo(200);
            raw.write(
                    """
                    POST /health/ready HTTP/1.1\r
                    Host: x\r
                    Transfer-Encoding: chunked\r
                    \r
                    3\r
                    abc\r
                    0\r
                    \r
                    """);
            assertThat(raw.answer(true).status()).isEqualTo(405);
            assertThat(raw.request("GET", "/health/ready").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//health/detailed",
                "/health//detailed",
                "/health/./detailed",
                "/health/%2e%2e/health/detailed",
                "/health%2fdetailed",
                "/%68ealth/detailed",
                "/health/d%65tailed",
                "/health/%2564etailed",
                "/health/detailed;a=b",
                "/health;a=b/detailed",
                "/health/detailed/",
                "/health/detailed%00",
                "/health\\detailed",
                "/health/detailed%zz",
                "/health/detailed?%zz",
                "http://other/health/detailed"
            })
    void path_inEveryDisguise_doesNotGetAroundTheKey(String target) throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            RawHttp.Answer answer = raw.request("GET", target);

            assertThat(answer.status()).isBetween(400, 404);
            assertThat(answer.body()).doesNotContain("größe", "impact");
        }
    }

    @Test
    void path_overItsLimit_is414AndOthersAreServed() throws Exception {
        assertThat(get("/health/" + "a".repeat(2_000)).statusCode()).isEqualTo(414);
        assertThat(get("/health/ready?" + "a".repeat(5_000)).statusCode()).isEqualTo(414);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void client_thatGoesAwayBeforeItsAnswer_harmsNobody() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (RawHttp raw = RawHttp.connect(base())) {
                raw.write("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n");
            }
        }

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void keptConnection_onManyRequests_answersEachAtOnce() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            long[] millis = new long[61];
            for (int i = 0; i < millis.length; i++) {
                long begin = System.nanoTime();
                assertThat(raw.request("GET", "/health/ready").status()).isEqualTo(200);
                millis[i] = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            }
            Arrays.sort(millis);

            assertThat(millis[millis.length / 4]).as("the quickest quarter, ms").isLessThan(30);
        }
    }

    @Test
    void keptConnections_whenThereAre64_areAllServed() throws Exception {
        List<RawHttp> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                connections.add(RawHttp.connect(base()));
            }
            for (int round = 0; round < 5; round++) {
                for (RawHttp raw : connections) {
                    raw.write("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n");
                }
                for (RawHttp raw : connections) {
                    assertThat(raw.answer(true).status()).isEqualTo(200);
                }
            }
        } finally {
            for (RawHttp raw : connections) {
                raw.close();
            }
        }
    }

    private static void assertDetails(HttpResponse<String> response) {
        assertThat(response.body()).contains("\"größe\":\"über\"");
    }
}
