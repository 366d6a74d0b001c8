// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
    private final Fixture fixture = new Fixture().started();

    @Nested
    class Tag {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/health",
                    "/health/live",
                    "/health/ready",
                    "/health/started",
                    "/health/detailed",
                    "/health/ready/redis",
                    "/status",
                    "/status/detailed"
                })
        void answer_ofHealth_hasAWeakTag(String path) {
            for (Details details : Details.values()) {
                assertThat(tag(details, path)).matches("W/\"[A-Za-z0-9_-]{2,16}\"");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/health/ready?exclude=redis",
                    "/health/ready/reddis",
                    "/metrics",
                    "/health/nothing"
                })
        void answer_ofAnythingElse_hasNone(String target) {
            assertThat(get(endpoints(Details.NAMES), target).headers()).doesNotContainKey("ETag");
        }

        @Test
        void tag_inEachDialect_isTheSame() {
            for (String format : new String[] {"text", "microprofile", "spring-boot", "ietf"}) {
                assertThat(tag(Details.NAMES, "/health/ready?format=" + format))
                        .isEqualTo(tag(Details.NAMES, "/health/ready?verbose"))
                        .isEqualTo(tag(Details.NAMES, "/health/ready"));
            }
        }

        @Test
        void tag_whenMessagesValuesAndTimesOfRunsChange_isTheSame() {
            HealthEndpoints endpoints = endpoints(Details.ALWAYS);
            HealthResponse before = get(endpoints, "/health/detailed");
            String single = get(endpoints, "/health/ready/redis").headers().get("ETag");

            fixture.redis = Health.up().with("role", "replica");
            fixture.after(Duration.ofSeconds(12));
            HealthResponse after = get(endpoints, "/health/detailed");

            assertThat(body(after)).isNotEqualTo(body(before)).contains("replica");
            assertThat(after.headers()).containsEntry("ETag", before.headers().get("ETag"));
            assertThat(get(endpoints, "/health/ready/redis").headers())
                    .containsEntry("ETag", single);
        }

        @Test
        void tag_ofTheStatusAlone_isOfNothingElse() {
            String up = tag(Details.STATUS, "/health/ready");
            var other = Fixture.of(HealthMonitor.builder().readiness("secret", Health::up));
            HealthEndpoints others = other.endpoints(Details.STATUS);
            String unknown = get(others, "/health/ready").headers().get("ETag");

            assertThat(tag(Details.STATUS, "/health/live")).isEqualTo(up).isNotEqualTo(unknown);
            assertThat(tag(Details.STATUS, "/health/ready/redis")).isEqualTo(up);
            fixture.monitor.gate("a").close("deploy");
            String down = tag(Details.STATUS, "/health/ready");
            fixture.monitor.gate("b").close("deploy");
            assertThat(tag(Details.STATUS, "/health/ready")).isEqualTo(down).isNotEqualTo(up);
            fixture.monitor.gate("a").open();
            fixture.monitor.gate("b").open();
            assertThat(tag(Details.STATUS, "/health/ready")).isEqualTo(up);
        }

        @Test
        void tag_withNames_isOfThemAndTheirStatuses() {
            fixture.monitor.gate("a").close("deploy");
            String one = tag(Details.NAMES, "/health/ready");

            fixture.monitor.gate("b").close("deploy");
            String two = tag(Details.NAMES, "/health/ready");
            fixture.monitor.mute("search", Duration.ofHours(1));
            String muted = tag(Details.NAMES, "/health/ready");
            fixture.monitor.gate("b").open();
            String opened = tag(Details.NAMES, "/health/ready");
            fixture.monitor.remove("b");

            assertThat(two).isNotEqualTo(one).isEqualTo(muted).isNotEqualTo(opened);
            assertThat(opened).isNotEqualTo(one);
            assertThat(tag(Details.NAMES, "/health/ready")).isEqualTo(one);
        }

        @Test
        void tag_ofANameThatIsAGateNow_isAnother() {
            HealthMonitor monitor = fixture.monitor;
            monitor.gate("b").open();
            String gate = tag(Details.NAMES, "/health/ready");
            monitor.remove("b");
            monitor.addReadiness("b", Health::up);
            fixture.after(Duration.ofSeconds(1));

            assertThat(tag(Details.NAMES, "/health/ready")).isNotEqualTo(gate);
        }

        @Test
        void tag_withEverything_isOfWhatIsPublishedOfEachRow() {
            String before = tag(Details.ALWAYS, "/health/ready");
            String single = tag(Details.ALWAYS, "/health/ready/search");

            fixture.monitor.mute("search", Duration.ofHours(1));
            String muted = tag(Details.ALWAYS, "/health/ready");
            fixture.monitor.mute("search", Duration.ofHours(2));

            assertThat(muted).isNotEqualTo(before).isNotEqualTo(tag(Details.ALWAYS, "/health"));
            assertThat(tag(Details.ALWAYS, "/health/ready")).isNotEqualTo(muted);
            assertThat(tag(Details.ALWAYS, "/health/ready/search")).isNotEqualTo(single);
        }

        @Test
        void tag_withEverything_tellsTwoOutagesApart() {
            String up = tag(Details.ALWAYS, "/health/ready");
            fixture.monitor.gate("a").open();
            fixture.monitor.remove("a");
            assertThat(tag(Details.ALWAYS, "/health/ready")).isEqualTo(up);

            fixture.redis = Health.down("refused");
            fixture.after(Duration.ofSeconds(12));
            fixture.redis = Health.up();
            fixture.after(Duration.ofSeconds(12));

            assertThat(tag(Details.NAMES, "/health/ready"))
                    .isEqualTo(
                            new Fixture()
                                    .started()
                                    .endpoints(Details.NAMES)
                                    .handle(Fixture.request("GET", "/health/ready", Map.of()))
                                    .headers()
                                    .get("ETag"));
            assertThat(tag(Details.ALWAYS, "/health/ready")).isNotEqualTo(up);
        }

        @Test
        void tag_ofAnonymousAndKeyed_differsAsTheirBodiesDo() {
            HealthEndpoints endpoints = fixture.endpointsWithKey(Details.STATUS);

            assertThat(getWithKey(endpoints, "/health/ready").headers().get("ETag"))
                    .isNotEqualTo(get(endpoints, "/health/ready").headers().get("ETag"))
                    .isEqualTo(tag(Details.ALWAYS, "/health/ready"));
        }
    }

    @Nested
    class IfNoneMatch {
        @ParameterizedTest
        @EnumSource
        void get_ofWhatIsKnown_is304WithItsTagAndNoBody(Details details) {
            HealthEndpoints endpoints = endpoints(details);
            for (String path : new String[] {"/health/ready", "/health/ready/redis", "/status"}) {
                String tag = get(endpoints, path).headers().get("ETag");

                HealthResponse response = ifNoneMatch(endpoints, "GET", path, tag);

                assertThat(response.status()).isEqualTo(304);
                assertThat(response.hasBody()).isFalse();
                assertThat(response.length()).isZero();
                assertThat(response.headers())
                        .containsEntry("ETag", tag)
                        .containsEntry("Vary", "Accept")
                        .containsEntry("Cache-Control", "no-store")
                        .doesNotContainKeys("Content-Type", "Preference-Applied");
                assertThat(ifNoneMatch(endpoints, "HEAD", path, tag).status()).isEqualTo(304);
            }
        }

        @Test
        void get_ofAnythingElse_isWhole() {
            HealthEndpoints endpoints = endpoints(Details.NAMES);

            HealthResponse response = ifNoneMatch(endpoints, "GET", "/health/ready", "\"UP\"");

            assertThat(response.status()).isEqualTo(200);
            assertThat(body(response)).contains("redis");
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD"})
        void request_whenDown_isNever304(String method) {
            HealthEndpoints endpoints = endpoints(Details.STATUS);
            fixture.monitor.gate("draining").close("deploy");
            String tag = get(endpoints, "/health/ready").headers().get("ETag");

            for (String known : new String[] {tag, "*"}) {
                HealthResponse response = ifNoneMatch(endpoints, method, "/health/ready", known);

                assertThat(response.status()).isEqualTo(503);
                assertThat(response.length()).isPositive();
                assertThat(response.headers()).containsEntry("ETag", tag);
                assertThat(response.headers()).containsEntry("Retry-After", "5");
            }
        }

        @Test
        void problem_withAStar_isWhole() {
            HealthEndpoints endpoints = endpoints(Details.STATUS);

            assertThat(ifNoneMatch(endpoints, "GET", "/health/nothing", "*").status())
                    .isEqualTo(404);
            assertThat(ifNoneMatch(endpoints, "POST", "/health/ready", "*").status())
                    .isEqualTo(405);
            assertThat(ifNoneMatch(endpoints, "GET", "/metrics", "*").status()).isEqualTo(200);
        }
    }

    private static HealthResponse ifNoneMatch(
            HealthEndpoints endpoints, String method, String path, String tag) {
        return send(endpoints, method, path, Map.of("If-None-Match", tag));
    }

    private String tag(Details details, String target) {
        return get(endpoints(details), target).headers().get("ETag");
    }

    private HealthEndpoints endpoints(Details details) {
        return HealthEndpoints.builder(fixture.monitor)
                .details(details)
                .statusPage()
                .metrics(type -> "up 1\n")
                .build();
    }
}
