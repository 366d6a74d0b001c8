// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | 120",
                " 120 | 120",
                "0 | 0",
                "000000000000000007 | 7",
                "99999999999999999999999 | 1000000000",
                "Sun, 06 Nov 1994 08:49:37 GMT | 37",
                "Sunday, 06-Nov-94 08:49:37 GMT | 37",
                "Sun Nov  6 08:49:37 1994 | 37",
                "Sun, 06 Nov 1994 08:48:00 GMT | 0",
            })
    void parse_readsSecondsAndTheThreeDatesOfHttp(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "12 s", "Sun, 99 Nov 1994 08:49:37 GMT", ","})
    void parse_whenItIsNonsense_findsNothing(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @Test
    void parse_ofAVeryLongValue_findsNothing() {
        assertThat(RetryAfter.parse("1".repeat(1_000_000), NOW)).isEmpty();
    }

    @Test
    void hint_readsTheHeaderThatTheErrorCarries() {
        Hint hint = Hint.retryAfter(error -> Optional.ofNullable(error.getMessage()));
        assertThat(hint.delay(new Exception("7"))).contains(Duration.ofSeconds(7));
        assertThat(hint.delay(new Exception("soon"))).isEmpty();
        assertThat(hint.delay(new Exception())).isEmpty();
    }

    @Test
    void hint_withTheAnswersOwnDate_isRightWhateverThisMachinesClock() {
        Hint hint =
                Hint.retryAfter(
                        (error, name) ->
                                Optional.of(
                                        name.equals("Date")
                                                ? "Sun, 06 Nov 1994 08:49:32 GMT"
                                                : "Sun, 06 Nov 1994 08:49:37 GMT"));
        assertThat(hint.delay(new Exception())).contains(Duration.ofSeconds(5));
    }
}
