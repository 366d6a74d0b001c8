// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StretchTest {
    private final Stretch stretch = Stretch.begin();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void interrupt_duringIt_hitsItsThreadAndNothingAfterIt() {
        stretch.interrupt();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        stretch.end();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interrupt_afterIt_doesNothing() {
        stretch.end();

        stretch.interrupt();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void end_afterAnInterruptBySomebodyElse_keepsIt() {
        Thread.currentThread().interrupt();

        stretch.end();

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void age_always_isTheTimeSinceItsBegin() {
        assertThat(stretch.isOlderThan(0)).isTrue();
        assertThat(stretch.isOlderThan(Duration.ofDays(1).toNanos())).isFalse();
    }
}
