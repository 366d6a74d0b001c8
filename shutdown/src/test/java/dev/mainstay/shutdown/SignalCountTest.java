// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.SignalCount.Meaning;
import org.junit.jupiter.api.Test;

class SignalCountTest {
    private final Manual time = new Manual();
    private final SignalCount signals = new SignalCount(time);

    @Test
    void signals_oneAfterAnother_beginThenSkipThenHalt() {
        assertThat(signals.next()).isEqualTo(Meaning.BEGIN);
        time.pass(ofSeconds(2));
        assertThat(signals.next()).isEqualTo(Meaning.SKIP_WAITING);
        time.pass(ofSeconds(2));
        assertThat(signals.next()).isEqualTo(Meaning.HALT);
        time.pass(ofSeconds(2));
        assertThat(signals.next()).isEqualTo(Meaning.HALT);
    }

    /** A terminal sends it to the whole group, and a wrapper passes it on. */
    @Test
    void signal_withinAQuarterOfASecond_isTheSameOne() {
        assertThat(signals.next()).isEqualTo(Meaning.BEGIN);
        time.pass(ofMillis(249));
        assertThat(signals.next()).isEqualTo(Meaning.SAME);
        time.pass(ofMillis(1));
        assertThat(signals.next()).isEqualTo(Meaning.SKIP_WAITING);
    }
}
