// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.TestMonitors;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEndpointsTest {
    private final Fixture fixture = new Fixture().started();
    private final HealthEndpoints open = fixture.endpoints(Details.STATUS);
    private final HealthEndpoints keyed = fixture.endpointsWithKey(Details.STATUS);

    @Nested
    class StatusCode {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/health",
                    "/health/live",
                    "/health/ready",
                    "/health/started",
                    "/health/detailed",
                    "/health/ready/redis",
                    "/health/live/deadlock"
                })
        void path_whenUp_is200(String path) {
            assertThat(get(open, path).status()).isEqualTo(200);
        }

        @Test
        void readiness_whenDown_is503WithRetryAfter() {
            redisDown();

            assertThat(get(open, "/health/ready").status()).isEqualTo(503);
            assertThat(get(open, "/health/ready").headers()).containsEntry("Retry-After", "5");
            assertThat(get(open, "/health").status()).isEqualTo(503);
            assertThat(get(open, "/health/detailed").status()).isEqualTo(503);
            assertThat(get(open, "/health/live").status()).isEqualTo(200);
        }

        @Test
        void readiness_whenDegraded_is200() {
            fixture.search = Health.down("no answer");
            fixture.after(Duration.ofSeconds(12));

            assertThat(body(get(open, "/health/ready"))).isEqualTo("{\"status\":\"DEGRADED\"}");
            assertThat(get(open, "/health/ready").status()).isEqualTo(200);
            assertThat(get(open, "/health/ready").headers()).doesNotContainKey("Retry-After");
        }

        @Test
        void oneCheck_whenDown_is503WhateverItsImpact() {
            fixture.search = Health.down("no answer");
            fixture.after(Duration.ofSeconds(12));

            assertThat(get(open, "/health/ready/search").status()).isEqualTo(503);
            assertThat(get(open, "/health/ready/redis").status()).isEqualTo(200);
        }

        @Test
        void unknown_beforeTheFirstRun_failsReadinessAndNotLiveness() {
            var time = new FakeTime();
            var monitor =
                    TestMonitors.onFakeTime(time)
                            .liveness("deadlock", Health::up)
                            .readiness("redis", Health::up)
                            .build();
            HealthEndpoints endpoints = HealthEndpoints.of(monitor);

            assertThat(get(endpoints, "/health/ready").status()).isEqualTo(503);
            assertThat(get(endpoints, "/health/ready/redis").status()).isEqualTo(503);
            assertThat(get(endpoints, "/health/started").status()).isEqualTo(503);
            assertThat(get(endpoints, "/health/live").status()).isEqualTo(200);
            assertThat(get(endpoints, "/health/live/deadlock").status()).isEqualTo(200);
        }

        @Test
        void gate_whenClosed_failsReadinessAtOnce() {
            fixture.monitor.gate("draining").close("deploy");

            assertThat(get(open, "/health/ready").status()).isEqualTo(503);
            assertThat(get(open, "/health/ready/draining").status()).isEqualTo(503);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "verbose",
                    "verbose=false",
                    "format=json",
                    "format=xml",
                    "format=%zz",
                    "status=200",
                    "ok",
                    "&&=&",
                    "Exclude=redis",
                    "exclud%65s=redis"
                })
        void parameter_exceptExclude_changesNoStatusCode(String query) {
            assertThat(get(open, "/health/ready?" + query).status()).isEqualTo(200);
            redisDown();
            assertThat(get(open, "/health/ready?" + query).status()).isEqualTo(503);
        }
    }

    @Nested
    class Methods {
        @Test
        void head_always_hasTheLengthAndNoBody() {
            HealthResponse got = get(open, "/health/ready");
            HealthResponse head = send(open, "HEAD", "/health/ready", Map.of());

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).isEqualTo(got.headers());
            assertThat(head.length()).isEqualTo(got.length()).isPositive();
            assertThat(head.hasBody()).isFalse();
            assertThat(body(head)).isEmpty();
            assertThat(got.hasBody()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "", "G ET"})
        void otherMethod_always_is405WithAllow(String method) {
            HealthResponse response = send(keyed, method, "/health/detailed", Map.of());

            assertThat(response.status()).isEqualTo(405);
            assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
        }

        @Test
        void otherMethod_onUnknownPath_is404() {
            assertThat(send(open, "POST", "/nothing", Map.of()).status()).isEqualTo(404);
        }
    }

    @Nested
    class Headers {
        @ParameterizedTest
        @ValueSource(strings = {"/health/ready", "/health/detailed", "/nothing", "/a//b"})
        void everyAnswer_always_isNeitherStoredNorSniffed(String path) {
            assertThat(get(keyed, path).headers())
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("X-Content-Type-Options", "nosniff")
                    .containsKey("Content-Type");
        }

        /** What is not stored is not validated: whoever knows an answer gets it whole, at once. */
        @Test
        void answer_toWhoKnowsItOrWouldWait_isTheOneThatEverybodyGets() {
            Map<String, String> poll = Map.of("If-None-Match", "*", "Prefer", "wait=60");
            HealthResponse response = send(open, "GET", "/health/ready", poll);

            assertThat(response).isSameAs(get(open, "/health/ready"));
            assertThat(response.headers())
                    .containsOnlyKeys("Content-Type", "Cache-Control", "X-Content-Type-Options");
        }

        @Test
        void headers_whenAnAdapterTriesToChangeThem_stayAsTheyAre() {
            Map<String, String> headers = get(open, "/health/ready").headers();

            org.assertj.core.api.Assertions.assertThatThrownBy(() -> headers.put("X", "y"))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    class Forms {
        @Test
        void form_whenAllAreGiven_followsFormatThenVerboseThenAccept() {
            Map<String, String> text = Map.of("Accept", "text/plain");

            assertThat(type(send(open, "GET", "/health/ready?verbose&format=json", text)))
                    .isEqualTo("application/json");
            assertThat(body(send(open, "GET", "/health/ready?verbose", Map.of())))
                    .isEqualTo("readyz check passed\n");
            assertThat(body(send(open, "GET", "/health/ready", text))).isEqualTo("ok");
            assertThat(type(get(open, "/health/ready"))).isEqualTo("application/json");
        }

        @Test
        void format_whenUnknown_leavesItToTheOthers() {
            assertThat(type(get(open, "/health/ready?format=xml"))).isEqualTo("application/json");
        }
    }

    @Nested
    class Aliases {
        @Test
        void aliases_unlessAskedFor_are404() {
            assertThat(get(open, "/readyz").status()).isEqualTo(404);
            assertThat(open.roots()).containsExactly("/health");
        }

        @Test
        void aliases_whenAskedFor_answerAsTheProbes() {
            HealthEndpoints endpoints =
                    HealthEndpoints.builder(fixture.monitor).kubernetesAliases().build();

            assertThat(get(endpoints, "/readyz")).isSameAs(get(endpoints, "/health/ready"));
            assertThat(get(endpoints, "/livez")).isSameAs(get(endpoints, "/health/live"));
            assertThat(get(endpoints, "/startupz")).isSameAs(get(endpoints, "/health/started"));
            assertThat(get(endpoints, "/readyz/redis").status()).isEqualTo(200);
            assertThat(endpoints.roots())
                    .containsExactly("/health", "/livez", "/readyz", "/startupz");
        }

        @Test
        void basePath_whenAnother_movesEverything() {
            HealthEndpoints endpoints =
                    HealthEndpoints.builder(fixture.monitor).basePath("/internal/h").build();

            assertThat(get(endpoints, "/internal/h/ready").status()).isEqualTo(200);
            assertThat(get(endpoints, "/health/ready").status()).isEqualTo(404);
        }
    }

    @Nested
    class Faults {
        @Test
        void handle_whenTheHeaderLookupThrows_isA503Problem() {
            HealthRequest broken =
                    HealthRequest.builder("GET")
                            .path("/health/ready")
                            .headers(
                                    name -> {
                                        throw new IllegalStateException("recycled");
                                    })
                            .build();

            HealthResponse response = open.handle(broken);

            assertThat(response.status()).isEqualTo(503);
            assertThat(type(response)).isEqualTo("application/problem+json");
            assertThat(body(response)).doesNotContain("recycled");
        }

        @Test
        void handle_whenTheMonitorIsClosed_tellsDownAndAlive() {
            fixture.monitor.close();

            assertThat(get(open, "/health/ready").status()).isEqualTo(503);
            assertThat(get(open, "/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void key_whenShown_givesDetailsOnEveryProbe() {
        assertThat(body(getWithKey(keyed, "/health/ready"))).contains("\"role\":\"master\"");
        assertThat(body(getWithKey(keyed, "/health/ready/redis"))).contains("\"role\":\"master\"");
        assertThat(body(get(keyed, "/health/ready"))).isEqualTo("{\"status\":\"UP\"}");
        assertThat(body(get(keyed, "/health/ready/redis"))).isEqualTo("{\"status\":\"UP\"}");
    }

    private void redisDown() {
        fixture.redis = Health.down("refused");
        fixture.after(Duration.ofSeconds(12));
    }

    private static String type(HealthResponse response) {
        return response.headers().get("Content-Type");
    }
}
