// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequireTest {
    private static final Duration SECOND = ofSeconds(1);

    @ParameterizedTest
    @MethodSource
    void argument_againstItsRule_isRefusedWithTheRuleAndTheValue(
            ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> argument_againstItsRule_isRefusedWithTheRuleAndTheValue() {
        return Stream.of(
                refused(() -> Require.text("why", " "), "why must not be empty, but was ' '"),
                refused(() -> Require.positive("n", 0), "n must be positive, but was 0"),
                refused(() -> Require.positive("t", ZERO), "t must be positive, but was PT0S"),
                refused(
                        () -> Require.positive("t", SECOND.negated()),
                        "t must be positive, but was PT-1S"),
                refused(() -> Require.notNegative("n", -1), "n must not be negative, but was -1"),
                refused(
                        () -> Require.notNegative("t", SECOND.negated()),
                        "t must not be negative, but was PT-1S"),
                refused(
                        () -> Require.atMost("t", SECOND, ofSeconds(2)),
                        "t must be at most PT1S, but was PT2S"),
                refused(
                        () -> Require.between("t", SECOND, ofSeconds(2), ZERO),
                        "t must be between PT1S and PT2S, but was PT0S"),
                refused(
                        () -> Require.between("t", SECOND, ofSeconds(2), ofSeconds(3)),
                        "t must be between PT1S and PT2S, but was PT3S"),
                refused(
                        () -> Require.between("n", 1, 2, 0),
                        "n must be between 1 and 2, but was 0"),
                refused(
                        () -> Require.between("n", 1, 2, 3),
                        "n must be between 1 and 2, but was 3"),
                refused(
                        () -> Require.between("x", 0.0, 1.0, Double.NaN),
                        "x must be between 0.0 and 1.0, but was NaN"),
                refused(
                        () -> Require.percent("p", 0),
                        "p must be over 0 and at most 100, but was 0.0"),
                refused(
                        () -> Require.percent("p", 100.5),
                        "p must be over 0 and at most 100, but was 100.5"),
                refused(
                        () -> Require.percent("p", Double.NaN),
                        "p must be over 0 and at most 100, but was NaN"),
                refused(() -> Require.argument(false, "a must be below b"), "a must be below b"));
    }

    @ParameterizedTest
    @MethodSource
    void argument_atTheEdgeOfItsRule_isReturned(Object returned, Object given) {
        assertThat(returned).isEqualTo(given);
    }

    static Stream<Arguments> argument_atTheEdgeOfItsRule_isReturned() {
        return Stream.of(
                arguments(Require.text("why", "x"), "x"),
                arguments(Require.positive("n", 1), 1L),
                arguments(Require.positive("t", ofNanos(1)), ofNanos(1)),
                arguments(Require.notNegative("n", 0), 0L),
                arguments(Require.notNegative("t", ZERO), ZERO),
                arguments(Require.atMost("t", SECOND, SECOND), SECOND),
                arguments(Require.between("t", SECOND, SECOND, SECOND), SECOND),
                arguments(Require.between("n", 1, 2, 1), 1),
                arguments(Require.between("n", 1, 2, 2), 2),
                arguments(Require.between("x", 0.0, 1.0, 1.0), 1.0),
                arguments(Require.percent("p", 100), 100.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a_b", "a b", "a\n", "64-characters-are-one-too-many-"})
    void name_ofAnotherForm_isRefused(String start) {
        String name = start.startsWith("64") ? start + "a".repeat(64 - start.length()) : start;

        assertThatThrownBy(() -> Require.name(name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mainstay", "mainstay-x"})
    void name_ofTheLibrarys_isRefused(String name) {
        assertThatThrownBy(() -> Require.name(name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must not start with 'mainstay', but was '" + name + "'");
    }

    @Test
    void name_withinItsLength_isReturned() {
        assertThat(Require.name("a".repeat(63))).hasSize(63);
        assertThat(Require.name("0-a", 3)).isEqualTo("0-a");
        assertThatThrownBy(() -> Require.name("0-ab", 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must match [a-z0-9][a-z0-9-]{0,2}, but was '0-ab'");
    }

    @Test
    void name_withACredential_isRefusedMasked() {
        assertThatThrownBy(() -> Require.name("redis://app:s3cret@db"))
                .hasMessageEndingWith("but was 'redis://***@db'");
    }

    @Test
    void state_thatDoesNotHold_isAnIllegalState() {
        assertThatNoException().isThrownBy(() -> Require.state(true, "closed"));
        assertThatNoException().isThrownBy(() -> Require.argument(true, "a must be below b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> Require.state(false, "closed"))
                .withMessage("closed");
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return arguments(call, message);
    }
}
