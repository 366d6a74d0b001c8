// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final InFlight inFlight = new InFlight(nanos::get);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Nested
    class WhenOpen {
        @Test
        void begin_untilClosed_isCounted() {
            InFlight.Token first = inFlight.begin();
            InFlight.Token second = inFlight.tryBegin();
            assertThat(inFlight.count()).isEqualTo(2);
            assertThat(first.isAdmitted()).isTrue();
            assertThat(second.isAdmitted()).isTrue();

            first.close();
            assertThat(inFlight.count()).isEqualTo(1);
            second.close();
            assertThat(inFlight.count()).isZero();
            assertThat(inFlight).hasToString("0 in flight");
        }

        @Test
        void close_twice_countsOnce() {
            InFlight.Token one = inFlight.begin();
            InFlight.Token other = inFlight.begin("other");

            one.close();
            one.close();

            assertThat(inFlight.count()).isEqualTo(1);
            other.close();
            other.close();
            assertThat(inFlight.count()).isZero();
        }

        @Test
        void close_byManyThreadsAtOnce_countsOnce() throws Exception {
            for (int round = 0; round < 500; round++) {
                InFlight.Token token = inFlight.begin("job " + round);
                var go = new CountDownLatch(1);
                Callable<Void> close =
                        () -> {
                            go.await();
                            token.close();
                            return null;
                        };
                List<Future<Void>> closed =
                        List.of(
                                threads.submit(close),
                                threads.submit(close),
                                threads.submit(close));
                go.countDown();
                for (Future<Void> one : closed) {
                    one.get(20, TimeUnit.SECONDS);
                }
                assertThat(inFlight.count()).isZero();
            }
        }

        @Test
        void items_ofTheSameName_areTwoWithTheirAges() {
            InFlight.Token older = inFlight.begin("job 42");
            nanos.addAndGet(2_000_000_000L);
            InFlight.Token younger = inFlight.tryBegin("job 42");
            nanos.addAndGet(1_000_000_000L);
            inFlight.begin();

            assertThat(inFlight.items())
                    .containsExactly(
                            new InFlight.Item("job 42", Duration.ofSeconds(3)),
                            new InFlight.Item("job 42", Duration.ofSeconds(1)));
            older.close();
            assertThat(inFlight.items())
                    .containsExactly(new InFlight.Item("job 42", Duration.ofSeconds(1)));
            younger.close();
            assertThat(inFlight.items()).isEmpty();
            assertThat(inFlight.count()).isEqualTo(1);
        }

        @Test
        void arrivals_areNotLate() {
            inFlight.begin();
            inFlight.tryBegin();

            assertThat(inFlight.isDraining()).isFalse();
            assertThat(inFlight.isRefusing()).isFalse();
            assertThat(inFlight.lateArrivals()).isZero();
            assertThat(inFlight.quietFor()).isZero();
        }
    }

    @Nested
    class WhenDraining {
        @Test
        void begin_isAdmittedAndLate() {
            inFlight.drain();

            assertThat(inFlight.tryBegin().isAdmitted()).isTrue();
            assertThat(inFlight.tryBegin("job 1").isAdmitted()).isTrue();
            assertThat(inFlight.begin().isAdmitted()).isTrue();
            assertThat(inFlight.begin("job 2").isAdmitted()).isTrue();
            assertThat(inFlight.lateArrivals()).isEqualTo(4);
            assertThat(inFlight.refused()).isZero();
            assertThat(inFlight.count()).isEqualTo(4);
            assertThat(inFlight).hasToString("4 in flight (draining)");
        }

        @Test
        void quietFor_countsFromTheDrainAndThenFromTheLastArrivalOrEnd() {
            nanos.addAndGet(7);
            inFlight.drain();
            nanos.addAndGet(100);
            assertThat(inFlight.quietFor()).isEqualTo(Duration.ofNanos(100));

            InFlight.Token last = inFlight.begin();
            nanos.addAndGet(30);
            assertThat(inFlight.quietFor()).isEqualTo(Duration.ofNanos(30));

            inFlight.drain();
            assertThat(inFlight.quietFor()).isEqualTo(Duration.ofNanos(30));

            last.close();
            nanos.addAndGet(5);
            assertThat(inFlight.quietFor()).isEqualTo(Duration.ofNanos(5));
        }
    }

    @Nested
    class WhenRefusing {
        @Test
        void tryBegin_isRefusedLateAndNotCounted() {
            inFlight.refuse();

            try (InFlight.Token refused = inFlight.tryBegin()) {
                assertThat(refused.isAdmitted()).isFalse();
                assertThat(inFlight.count()).isZero();
            }
            assertThat(inFlight.tryBegin("job").isAdmitted()).isFalse();

            assertThat(inFlight.count()).isZero();
            assertThat(inFlight.items()).isEmpty();
            assertThat(inFlight.lateArrivals()).isEqualTo(2);
            assertThat(inFlight.refused()).isEqualTo(2);
            assertThat(inFlight).hasToString("0 in flight (refusing)");
        }

        @Test
        void refuse_impliesDrainAndThereIsNoWayBack() {
            inFlight.refuse();
            inFlight.drain();

            assertThat(inFlight.isDraining()).isTrue();
            assertThat(inFlight.isRefusing()).isTrue();
            assertThat(inFlight.begin().isAdmitted()).isTrue();
            assertThat(inFlight.lateArrivals()).isEqualTo(1);
            assertThat(inFlight.refused()).isZero();
        }

        @Test
        void token_fromBefore_endsAsEver() {
            InFlight.Token before = inFlight.tryBegin();

            inFlight.refuse();

            assertThat(before.isAdmitted()).isTrue();
            assertThat(inFlight.count()).isEqualTo(1);
            before.close();
            assertThat(inFlight.count()).isZero();
        }
    }

    @Nested
    class AwaitZero {
        @Test
        void awaitZero_withNothingUnderWay_isTrueAtOnce() throws InterruptedException {
            assertThat(inFlight.awaitZero(Duration.ZERO)).isTrue();
        }

        @Test
        void awaitZero_overItsTimeout_isFalse() throws InterruptedException {
            inFlight.begin();

            assertThat(inFlight.awaitZero(Duration.ZERO)).isFalse();
            assertThat(inFlight.awaitZero(Duration.ofMillis(20))).isFalse();
        }

        @Test
        void awaitZero_whenTheLastEnds_wakesEveryWaiter() throws Exception {
            InFlight.Token first = inFlight.begin();
            InFlight.Token last = inFlight.begin("last");
            Future<Boolean> one = threads.submit(() -> inFlight.awaitZero(LONG));
            Future<Boolean> other =
                    threads.submit(() -> inFlight.awaitZero(Duration.ofDays(1_000_000_000)));

            first.close();
            assertThat(one).isNotDone();
            last.close();

            assertThat(one.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void awaitZero_whenInterrupted_throws() {
            inFlight.begin();
            Future<Boolean> waiting = threads.submit(() -> inFlight.awaitZero(LONG));

            threads.shutdownNow();

            await().atMost(LONG).until(waiting::isDone);
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }

        @Test
        void awaitZero_ofANegativeTimeout_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> inFlight.awaitZero(Duration.ofSeconds(-1)))
                    .withMessage("timeout must not be negative, but was PT-1S");
        }
    }
}
