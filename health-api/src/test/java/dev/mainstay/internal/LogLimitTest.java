// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLimitTest {
    /** The second start lets the time overflow within the span. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5, Long.MIN_VALUE, -3})
    void tryAcquire_overTime_letsOneThroughInEachSpan(long start) {
        var now = new AtomicLong(start);
        var limit = LogLimit.onceEvery(Duration.ofNanos(10), now::get);

        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        now.addAndGet(9);
        assertThat(limit.tryAcquire()).isFalse();
        now.addAndGet(1);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
    }
}
