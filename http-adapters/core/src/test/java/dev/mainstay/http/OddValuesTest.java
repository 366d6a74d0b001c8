// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.TestMonitors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OddValuesTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(1, "1"),
                Arguments.of((byte) -1, "-1"),
                Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
                Arguments.of(0.1, "0.1"),
                Arguments.of(0.5f, "0.5"),
                Arguments.of(Double.NaN, "\"NaN\""),
                Arguments.of(Double.NEGATIVE_INFINITY, "\"-Infinity\""),
                Arguments.of(Float.POSITIVE_INFINITY, "\"Infinity\""),
                Arguments.of(new AtomicLong(7), "7"),
                Arguments.of(BigInteger.TWO.pow(80), "1208925819614629174706176"),
                Arguments.of(new BigDecimal("1E+1000000"), "1E+1000000"),
                Arguments.of(new Fraction(), "\"1/3\""),
                Arguments.of(true, "true"),
                Arguments.of("a\"b\\c\n\u0000\u001f", "\"a\\\"b\\\\c\\n\\u0000\\u001F\""),
                Arguments.of("grün 😀", "\"grün 😀\""),
                Arguments.of("cut \ud83d", "\"cut ?\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void detail_ofAnyKind_isValidJson(Object value, String json) {
        HealthResponse response = detailed(Health.up().with("key", value));

        assertThat(response.status()).isEqualTo(200);
        assertThat(body(response)).contains("\"details\":{\"key\":" + json + "}");
    }

    @Test
    void message_withControlCharacters_isEscaped() {
        HealthResponse response = detailed(Health.degraded("first\r\nsecond\u0007\ud83d"));

        assertThat(body(response)).contains("\"message\":\"first\\r\\nsecond\\u0007?\"");
    }

    private static HealthResponse detailed(Health health) {
        HealthMonitor monitor =
                TestMonitors.onFakeTime(new FakeTime()).readiness("odd", () -> health).build();
        monitor.start();
        TestMonitors.tick(monitor);
        return get(HealthEndpoints.of(monitor), "/health/detailed");
    }

    private static final class Fraction extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            return 0;
        }

        @Override
        public String toString() {
            return "1/3";
        }
    }
}
