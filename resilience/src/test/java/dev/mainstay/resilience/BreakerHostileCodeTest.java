// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Throwables;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever users hand to a breaker throws. */
class BreakerHostileCodeTest extends HostileCodeFixture {
    @ParameterizedTest
    @EnumSource
    void breaker_whenItsTaskThrows_opensAndRefusesWithoutTheSecret(Kind kind) throws Exception {
        Throwable hostile = kind.make();
        Breaker breaker = breaker();
        Throwable thrown = catchThrowable(() -> breaker.call(throwing(hostile)));
        assertSame(thrown, hostile);
        assertSame(breaker.lastFailure().orElseThrow(), Throwables.unwrap(hostile));
        Throwable refused = catchThrowable(() -> breaker.run(() -> {}));
        assertThat(refused).isInstanceOf(BreakerOpenException.class);
        written.add(refused.toString());
        assertThat(read(breaker.healthCheck()).status()).isEqualTo(Status.DEGRADED);
    }

    @ParameterizedTest
    @EnumSource
    void breaker_whenAStageOrItsStartFails_failsTheFutureWithIt(Kind kind) {
        Throwable hostile = kind.make();
        CompletableFuture<String> failed =
                breaker().callAsync(() -> CompletableFuture.failedFuture(hostile));
        assertSame(errorOf(failed), Throwables.unwrap(hostile));
        CompletableFuture<String> later = new CompletableFuture<>();
        CompletableFuture<String> result = breaker().callAsync(() -> later);
        later.completeExceptionally(hostile);
        assertSame(errorOf(result), Throwables.unwrap(hostile));
        CompletableFuture<String> unstarted =
                breaker().callAsync(() -> kind.<CompletableFuture<String>>boom());
        assertThat(unstarted).isCompletedExceptionally();
        CompletableFuture<String> given = breaker().callAsync(CompletableFuture::new);
        given.completeExceptionally(hostile);
        assertSame(errorOf(given), hostile);
    }

    @ParameterizedTest
    @EnumSource
    void breaker_whenItsPredicatesThrow_opensAndKeepsTheError(Kind kind) throws Exception {
        for (BreakerBuilder builder :
                List.of(
                        Breaker.named("x").countsAsFailure(error -> kind.<Boolean>boom()),
                        Breaker.named("x").ignores(error -> kind.<Boolean>boom()))) {
            Breaker breaker = builder.failuresInARow(1).build();
            Throwable error = kind.make();
            Throwable thrown = catchThrowable(() -> breaker.call(throwing(error)));
            assertSame(thrown, error);
            assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
            assertThat(read(breaker.healthCheck()).status()).isEqualTo(Status.DEGRADED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void breaker_whenItsTickerThrows_keepsNoResultFromItsCaller(Kind kind) throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        LongSupplier ticker = () -> broken.getAndSet(false) ? kind.<Long>boom() : 1L;
        Breaker breaker = Breaker.named("x").slowCalls(100, ofSeconds(1)).time(ticker).build();
        String result =
                breaker.call(
                        () -> {
                            broken.set(true);
                            return "text";
                        });
        assertThat(result).isEqualTo("text");
        assertThat(log.all()).contains("circuit 'x' could not count a call");
    }

    @ParameterizedTest
    @EnumSource
    void breakerOverACircuit_whoseFunctionsThrow_keepsNoResultFromItsCaller(Kind kind)
            throws Exception {
        CircuitBreakerConfig config =
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(1)
                        .minimumNumberOfCalls(1)
                        .waitIntervalFunctionInOpenState(opening -> kind.<Long>boom())
                        .build();
        CircuitBreaker theirs = CircuitBreaker.of(NAME, config);
        Breaker breaker = Breaker.over(theirs);
        Throwable hostile = kind.make();
        Throwable thrown = catchThrowable(() -> breaker.call(throwing(hostile)));
        assertSame(thrown, hostile);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(log.all()).contains("the wait function");
        written.add(catchThrowable(breaker::acquire).toString());
        Health health = read(breaker.healthCheck());
        assertThat(health.message().orElseThrow()).contains("circuit 'redis://***@db:6379'");
    }

    @ParameterizedTest
    @EnumSource
    void selfProbe_thatThrows_leavesTheCheckDown(Kind kind) throws Exception {
        Breaker breaker = Breaker.named("x").failuresInARow(1).openFor(ofMillis(1)).build();
        Throwable unused = catchThrowable(() -> breaker.call(() -> kind.boom()));
        AtomicInteger probes = new AtomicInteger();
        BreakerHealth check =
                breaker.healthCheck()
                        .critical(
                                ZERO,
                                () -> {
                                    probes.incrementAndGet();
                                    return kind.boom();
                                },
                                ZERO);
        await().atMost(ofSeconds(30))
                .until(
                        () -> {
                            // An Error goes on to the monitor.
                            Throwable thrown = catchThrowable(check::check);
                            return probes.get() > 1 && (thrown == null || kind == Kind.ERROR);
                        });
        breaker.isolate();
        assertThat(read(check).status()).isEqualTo(Status.DOWN);
    }
}
