// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.FakeTime;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wait for a quiet while. One that is to return at once would else take an hour. */
@Timeout(60)
class InFlightQuietTest {
    private static final Duration NEVER = ofHours(1);

    private final FakeTime time = new FakeTime();
    private final InFlight inFlight = new InFlight(time);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void awaitQuiet_beforeTheDraining_returnsAtOnce() throws InterruptedException {
        inFlight.begin().close();

        inFlight.awaitQuiet(NEVER, NEVER);

        assertThat(inFlight.isDraining()).isFalse();
    }

    @Test
    void awaitQuiet_withNothingSinceTheDrainingBegan_returnsAtOnce() throws InterruptedException {
        InFlight.Token open = inFlight.begin();
        inFlight.refuse();

        inFlight.awaitQuiet(NEVER, NEVER);

        open.close();
    }

    @Test
    void awaitQuiet_afterAnArrival_waitsUntilNothingCameForAWhile() throws Exception {
        inFlight.drain();
        pass(ofSeconds(1));
        inFlight.begin();

        assertThatItWaitsFor(ofMillis(50));
    }

    @Test
    void awaitQuiet_afterAnEnd_waitsUntilNothingCameForAWhile() throws Exception {
        InFlight.Token last = inFlight.begin();
        inFlight.drain();
        pass(ofSeconds(1));
        last.close();

        assertThatItWaitsFor(ofMillis(50));
    }

    @Test
    void awaitQuiet_afterARefusal_waitsUntilNothingCameForAWhile() throws Exception {
        inFlight.refuse();
        pass(ofSeconds(1));
        inFlight.tryBegin();

        assertThatItWaitsFor(ofMillis(50));
    }

    @Test
    void awaitQuiet_whenSomethingComesMeanwhile_countsFromThere() throws Exception {
        inFlight.drain();
        pass(ofSeconds(1));
        inFlight.begin();
        Future<?> waiting = await(ofMillis(50), NEVER);
        pass(ofMillis(49));
        inFlight.begin();
        pass(ofMillis(49));

        assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        pass(ofMillis(1));
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void awaitQuiet_whateverArrives_takesNoLongerThanAtMost() throws Exception {
        InFlight real = InFlight.create();
        real.drain();
        real.begin();
        long begun = System.nanoTime();

        real.awaitQuiet(NEVER, ofMillis(30));

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(ofMillis(30), ofSeconds(20));
    }

    /** Else a coordinator and the server that it stops would wait one after the other. */
    @Test
    void awaitQuiet_onceItWasFound_isNotWaitedForByTheNext() throws InterruptedException {
        inFlight.drain();
        pass(ofSeconds(1));
        inFlight.begin();
        pass(ofMillis(50));
        inFlight.awaitQuiet(ofMillis(50), Duration.ZERO);

        inFlight.awaitQuiet(NEVER, NEVER);

        assertThat(inFlight.quietFor()).isEqualTo(ofMillis(50));
    }

    @Test
    void awaitQuiet_afterWhatCameOnceItWasFound_waitsAgain() throws Exception {
        inFlight.drain();
        pass(ofSeconds(1));
        inFlight.begin();
        pass(ofMillis(50));
        inFlight.awaitQuiet(ofMillis(50), Duration.ZERO);
        inFlight.begin();

        assertThatItWaitsFor(ofMillis(50));
    }

    @Test
    void awaitQuiet_thatGaveUp_leavesTheNextOneToWait() throws Exception {
        inFlight.drain();
        pass(ofSeconds(1));
        inFlight.begin();
        inFlight.awaitQuiet(ofMillis(50), Duration.ZERO);

        assertThatItWaitsFor(ofMillis(50));
    }

    @Test
    void awaitQuiet_whenInterrupted_throws() {
        inFlight.drain();
        pass(ofSeconds(1));
        inFlight.begin();
        Future<?> waiting = await(NEVER, NEVER);

        threads.shutdownNow();

        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void awaitQuiet_ofANegativeTime_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inFlight.awaitQuiet(ofSeconds(-1), NEVER))
                .withMessage("quiet must not be negative, but was PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inFlight.awaitQuiet(NEVER, ofSeconds(-1)))
                .withMessage("atMost must not be negative, but was PT-1S");
    }

    private void assertThatItWaitsFor(Duration quiet) throws Exception {
        Future<?> waiting = await(quiet, NEVER);
        assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        pass(quiet);

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isNull();
    }

    private Future<?> await(Duration quiet, Duration atMost) {
        return threads.submit(
                () -> {
                    inFlight.awaitQuiet(quiet, atMost);
                    return null;
                });
    }

    private void pass(Duration duration) {
        time.advance(duration);
    }
}
