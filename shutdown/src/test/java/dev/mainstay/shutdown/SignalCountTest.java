// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.FakeTime;
import dev.mainstay.shutdown.Signals.Meaning;
import org.junit.jupiter.api.Test;

class SignalCountTest {
    private final FakeTime time = new FakeTime();
    private final Signals.Count signals = new Signals.Count(time);

    @Test
    void signals_oneAfterAnother_beginThenSkipThenHalt() {
        assertThat(signals.next()).isEqualTo(Meaning.BEGIN);
        time.advance(ofSeconds(2));
        assertThat(signals.next()).isEqualTo(Meaning.SKIP_WAITING);
        time.advance(ofSeconds(2));
        assertThat(signals.next()).isEqualTo(Meaning.HALT);
        time.advance(ofSeconds(2));
        assertThat(signals.next()).isEqualTo(Meaning.HALT);
    }

    /** A terminal sends it to the whole group, and a wrapper passes it on. */
    @Test
    void signal_withinAQuarterOfASecond_isTheSameOne() {
        assertThat(signals.next()).isEqualTo(Meaning.BEGIN);
        time.advance(ofMillis(249));
        assertThat(signals.next()).isEqualTo(Meaning.SAME);
        time.advance(ofMillis(1));
        assertThat(signals.next()).isEqualTo(Meaning.SKIP_WAITING);
    }
}
