// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"PT2S,2s", "PT1.5S,1.5s", "PT0.02S,20ms", "PT0S,0ms", "PT1M40S,100s", "PT10S,10s"})
    void show_ofWhatWasSet_isExactToTheMillisecond(Duration set, String shown) {
        assertThat(Durations.show(set)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.04S,0s",
        "PT0.25S,0.3s",
        "PT12.449S,12.4s",
        "PT42S,42s",
        "PT99.9S,99.9s",
        "PT100.6S,101s",
        "PT1H,3600s"
    })
    void seconds_ofWhatWasMeasured_haveATenthBelowAHundred(Duration measured, String shown) {
        assertThat(Durations.seconds(measured)).isEqualTo(shown);
    }

    @Test
    void nanos_ofAnyDuration_doNotOverflow() {
        assertThat(Durations.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Durations.plus(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(Durations.plus(1, 2)).isEqualTo(3);
    }

    @Test
    void earlier_acrossTheOverflow_isTheOneBefore() {
        assertThat(Durations.earlier(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(Durations.earlier(2, 1)).isEqualTo(1);
    }
}
