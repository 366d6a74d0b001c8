// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.KEY;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {
    private static final Set<Integer> CODES = Set.of(200, 400, 401, 404, 405, 414, 503);

    private final Fixture fixture = new Fixture().started();
    private final HealthEndpoints keyed = fixture.endpointsWithKey(Details.STATUS);

    @ParameterizedTest
    @CsvSource({
        "/health/detailed, 401",
        "/%68ealth/detailed, 401",
        "/health/d%65tailed, 401",
        "/health/d%6Fetailed, 404",
        "/health/%72eady, 200",
        "/health/ready/r%65dis, 200",
        "/health/%2564etailed, 404",
        "/HEALTH/ready, 404",
        "/health/ready/, 404",
        "/health/, 404",
        "/, 404",
        "/health/redis, 404",
        "/health/detailed/redis, 404",
        "/health/ready/redis/more, 404",
        "/health/ready/Redis, 404",
        "/health/ready/%F0%9F%98%80, 404",
        "//health/detailed, 400",
        "/health//detailed, 400",
        "/health/./detailed, 400",
        "/health/../health/detailed, 400",
        "/health/ready/.., 400",
        "/health/%2e%2e/health/detailed, 400",
        "/health/%2E/detailed, 400",
        "/health%2Fdetailed, 400",
        "/health%2fdetailed, 400",
        "/health%5Cdetailed, 400",
        "/health\\detailed, 400",
        "/health/detailed;a=b, 400",
        "/health;x/detailed, 400",
        "/health/detailed%3Bx, 400",
        "/health/detailed%00, 400",
        "/health/ready%0d%0aX: y, 400",
        "/health/ready%, 400",
        "/health/ready%6, 400",
        "/health/ready%zz, 400",
        "health/ready, 400",
        "*, 400",
        "'', 400",
    })
    void path_inEveryDisguise_isDecidedOnOnce(String path, int status) {
        assertThat(get(keyed, path).status()).isEqualTo(status);
    }

    @Test
    void path_overItsLimit_is414() {
        assertThat(get(keyed, "/" + "a".repeat(1_023)).status()).isEqualTo(404);
        assertThat(get(keyed, "/" + "a".repeat(1_024)).status()).isEqualTo(414);
    }

    @Test
    void query_overItsLimit_is414() {
        assertThat(get(keyed, "/health/ready?" + "a".repeat(4_096)).status()).isEqualTo(200);
        assertThat(get(keyed, "/health/ready?" + "a".repeat(4_097)).status()).isEqualTo(414);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anything_atRandom_isAnsweredWithAKnownCode(long seed) {
        var random = new Random(seed);
        String alphabet = "/health%2eready;?&=exclud.+-\\\u0000\u00fc\ud83d012zF{\"";
        for (int i = 0; i < 5_000; i++) {
            var target = new StringBuilder(random.nextBoolean() ? "/health/" : "");
            for (int n = random.nextInt(30); n > 0; n--) {
                target.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String accept = target.reverse().toString();
            Map<String, String> headers =
                    Map.of("X-API-Key", random.nextBoolean() ? KEY : "", "Accept", accept);
            HealthResponse response = send(keyed, "GET", target.reverse().toString(), headers);

            assertThat(CODES).as("seed %d: %s", seed, target).contains(response.status());
            assertThat(response.status()).as("seed %d: %s", seed, target).isNotEqualTo(503);
        }
    }
}
