// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckOptionsTest {
    @Test
    void defaults_areThoseOfTheDocumentation() {
        var options = new CheckOptions();

        assertThat(options.interval).isEqualTo(ofSeconds(10));
        assertThat(options.timeout).isEqualTo(ofSeconds(2));
        assertThat(options.failureThreshold).isEqualTo(3);
        assertThat(options.successThreshold).isEqualTo(1);
        assertThat(options.startPeriod).isEqualTo(Duration.ZERO);
        assertThat(options.impact).isEqualTo(Impact.REQUIRED);
        assertThat(options.interruptOnTimeout).isTrue();
    }

    @Test
    void settings_takeEachOption() {
        var settings =
                CheckSettings.from(
                        o ->
                                o.interval(ofSeconds(1))
                                        .timeout(ofMillis(2))
                                        .failureThreshold(4)
                                        .successThreshold(5)
                                        .startPeriod(ofSeconds(6))
                                        .impact(Impact.INFORMS)
                                        .interruptOnTimeout(false));

        assertThat(settings)
                .isEqualTo(
                        new CheckSettings(
                                1_000_000_000L,
                                2_000_000,
                                6_000_000_000L,
                                4,
                                5,
                                Impact.INFORMS,
                                false));
        assertThat(settings.freshFor()).isEqualTo(2_002_000_000L);
    }

    @Test
    void ranges_includeTheirEnds() {
        var options = new CheckOptions();
        options.interval(ofMillis(10)).timeout(ofMillis(1)).startPeriod(Duration.ZERO);
        options.interval(ofDays(1)).timeout(ofHours(1)).startPeriod(ofDays(1));
        options.failureThreshold(1).successThreshold(1);
        options.failureThreshold(1_000).successThreshold(1_000);

        assertThat(options.failureThreshold).isEqualTo(1_000);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void option_outsideItsRange_isRefusedWithTheValue(
            Consumer<CheckOptions> option, String message) {
        assertThatThrownBy(() -> option.accept(new CheckOptions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        o -> o.interval(ofMillis(9)),
                        "interval must be between PT0.01S and PT24H, but was PT0.009S"),
                refusal(
                        o -> o.interval(ofDays(1).plusNanos(1)),
                        "interval must be between PT0.01S and PT24H, but was PT24H0.000000001S"),
                refusal(
                        o -> o.timeout(Duration.ZERO),
                        "timeout must be between PT0.001S and PT1H, but was PT0S"),
                refusal(
                        o -> o.timeout(ofSeconds(-1)),
                        "timeout must be between PT0.001S and PT1H, but was PT-1S"),
                refusal(
                        o -> o.timeout(ofHours(2)),
                        "timeout must be between PT0.001S and PT1H, but was PT2H"),
                refusal(
                        o -> o.startPeriod(ofMillis(-1)),
                        "startPeriod must be between PT0S and PT24H, but was PT-0.001S"),
                refusal(
                        o -> o.failureThreshold(0),
                        "failureThreshold must be between 1 and 1000, but was 0"),
                refusal(
                        o -> o.successThreshold(1_001),
                        "successThreshold must be between 1 and 1000, but was 1001"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {"", "-a", "Redis", "a b", "a_b", "a/b", "ä", "a\n"})
    void name_thatIsMalformed_isRefusedWithTheRule(String name) {
        assertThatThrownBy(() -> HealthMonitor.builder().readiness(name, Health::up))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was '" + name + "'");
    }

    @Test
    void name_ofSixtyThreeCharacters_isTheLongest() {
        HealthMonitor.builder().readiness("a".repeat(63), Health::up);

        assertThatThrownBy(() -> HealthMonitor.builder().readiness("a".repeat(64), Health::up))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Arguments refusal(Consumer<CheckOptions> option, String message) {
        return Arguments.of(option, message);
    }
}
