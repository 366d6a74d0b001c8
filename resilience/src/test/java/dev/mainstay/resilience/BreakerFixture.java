// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mainstay.health.FakeTime;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A breaker on fake time, and the calls that most tests make. */
abstract class BreakerFixture {
    final IOException broken = new IOException("broken");
    final Callable<String> fails =
            () -> {
                throw broken;
            };

    final FakeTime time = new FakeTime();

    BreakerBuilder builder() {
        return Breaker.named("payments").time(time).random(() -> 0);
    }

    Breaker threeTwoMinutesTwo() {
        return builder().failuresInARow(3).openFor(ofMinutes(2)).trialCalls(2).build();
    }

    void fail(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            attempt(() -> breaker.call(fails));
        }
    }

    static void succeed(Breaker breaker) {
        assertThatCode(() -> breaker.call(() -> "ok")).doesNotThrowAnyException();
    }

    Breaker halfOpenable() {
        Breaker breaker = threeTwoMinutesTwo();
        fail(breaker, 3);
        time.advance(ofMinutes(2));
        return breaker;
    }

    /** Makes a call whose end the test does not look at. */
    static void attempt(ThrowingCallable call) {
        Throwable unused = catchThrowable(call);
    }
}
