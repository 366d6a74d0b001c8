// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.logged;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final String OLD = "the-old-key-0001";
    private static final String NEW = "the-new-key-0002";

    private final Fixture fixture = new Fixture().started();
    private final HealthEndpointsBuilder builder =
            HealthEndpoints.builder(fixture.monitor).ticker(fixture.time::nanos);

    @Nested
    class Rotation {
        @Test
        void keys_beside_eachOther_openTheSame() {
            HealthEndpoints endpoints =
                    builder.apiKey(ApiKey.named("old").value(OLD))
                            .apiKey(ApiKey.named("new").value(NEW))
                            .build();

            assertThat(detailed(endpoints, OLD)).isEqualTo(200);
            assertThat(detailed(endpoints, NEW)).isEqualTo(200);
            assertThat(detailed(endpoints, OLD + NEW)).isEqualTo(401);
            assertThat(endpoints.wrongKeys()).isEqualTo(1);
        }

        @Test
        void apiKey_underANameThatIsTaken_isRefused() {
            builder.apiKey(OLD);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.apiKey(NEW))
                    .withMessage("apiKey must have a name of its own, but 'default' is taken");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "A", "-a", "a b", "a\n"})
        void name_whenMalformed_isRefused(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKey.named(name))
                    .withMessageStartingWith("name must match ");
        }

        @Test
        void toString_ofAKey_isItsNameAlone() {
            assertThat(ApiKey.named("old").value(OLD)).hasToString("API key 'old'");
        }

        @Test
        void apiKeys_overTheirLimit_areRefused() {
            for (int i = 0; i < 32; i++) {
                builder.apiKey(ApiKey.named("key-" + i).value(OLD));
            }

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.apiKey(NEW))
                    .withMessage("there must be at most 32 apiKeys");
        }
    }

    @Nested
    class InTheEnvironment {
        @Test
        void environment_withoutTheVariable_isRefusedWithItsName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ApiKey.named("a").environment("MAINSTAY_NO_SUCH_VARIABLE"))
                    .withMessage("variable must be set, but 'MAINSTAY_NO_SUCH_VARIABLE' is not");
        }

        @Test
        void environment_withTheVariable_isTheKey() {
            String path = System.getenv("PATH");
            HealthEndpoints endpoints =
                    builder.apiKey(ApiKey.named("path").environment("PATH")).build();

            assertThat(detailed(endpoints, path)).isEqualTo(200);
        }
    }

    @Nested
    class Guessing {
        private final HealthEndpoints endpoints = builder.apiKey(OLD).build();

        @Test
        void wrongKeys_overTheBurst_areToComeLaterAndAreCountedAllTheSame() {
            guess(100, 401);

            HealthResponse refused = send(endpoints, "GET", "/health/detailed", key(NEW));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.headers()).containsEntry("Retry-After", "1");
            assertThat(endpoints.wrongKeys()).isEqualTo(101);
        }

        /** Who guesses must not blind who watches, nor turn away a probe that excludes a check. */
        @ParameterizedTest
        @ValueSource(strings = {"/health/detailed", "/health/ready?exclude=search", "/metrics"})
        void rightKey_whateverTheGuessing_isLetIn(String target) {
            HealthEndpoints scraped =
                    builder.metrics(type -> "up 1\n")
                            .apiKey(ApiKey.named("new").value(NEW))
                            .build();
            for (int i = 0; i < 1_000; i++) {
                send(scraped, "GET", target, key(OLD + NEW));
            }

            assertThat(send(scraped, "GET", target, key(OLD + NEW)).status()).isEqualTo(429);
            for (int i = 0; i < 100; i++) {
                assertThat(send(scraped, "GET", target, key(NEW)).status()).isEqualTo(200);
            }
            assertThat(scraped.wrongKeys()).isEqualTo(1_001);
        }

        @Test
        void wrongKeys_afterTheBurst_areAnsweredTenTimesASecond() {
            guess(100, 401);
            fixture.time.advance(Duration.ofSeconds(1));

            guess(10, 401);
            guess(1, 429);
            fixture.time.advance(Duration.ofMillis(100));
            guess(1, 401);
            guess(1, 429);
        }

        @Test
        void burst_afterAQuietTime_isThereAgain() {
            guess(100, 401);
            fixture.time.advance(Duration.ofHours(1));

            guess(100, 401);
            guess(1, 429);
        }

        @Test
        void probes_whateverTheGuessing_answer() {
            guess(100, 401);

            assertThat(get(endpoints, "/health/ready").status()).isEqualTo(200);
            assertThat(send(endpoints, "GET", "/health/ready", key(NEW)).status()).isEqualTo(200);
        }

        @Test
        void requests_withoutAKey_areNoGuesses() {
            for (int i = 0; i < 200; i++) {
                get(endpoints, "/health/detailed");
            }

            assertThat(endpoints.wrongKeys()).isZero();
            assertThat(detailed(endpoints, OLD)).isEqualTo(200);
        }

        @Test
        void warning_ofGuessing_isGivenOnceAMinuteAndShowsNoKey() {
            String log =
                    logged(
                            () -> {
                                guess(100, 401);
                                guess(50, 429);
                            });

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("101 requests with a wrong API key");
            assertThat(log).doesNotContain(NEW);
        }

        private void guess(int times, int status) {
            for (int i = 0; i < times; i++) {
                assertThat(detailed(endpoints, NEW)).isEqualTo(status);
            }
        }
    }

    private static int detailed(HealthEndpoints endpoints, String key) {
        return send(endpoints, "GET", "/health/detailed", key(key)).status();
    }

    private static Map<String, String> key(String key) {
        return Map.of("X-API-Key", key);
    }
}
