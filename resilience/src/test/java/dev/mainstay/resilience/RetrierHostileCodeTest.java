// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mainstay.internal.Throwables;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever users hand to a retrier or a guard throws. */
class RetrierHostileCodeTest extends HostileCodeFixture {
    private static RetrierBuilder retrier() {
        return Retrier.named("payments")
                .attempts(2)
                .retryOn(error -> true)
                .executor(Runnable::run)
                .time(System::nanoTime, nanos -> {}, RetrierHostileCodeTest::atOnce);
    }

    private static Runnable atOnce(Runnable task, long nanos) {
        task.run();
        return () -> {};
    }

    @ParameterizedTest
    @EnumSource
    void retrier_whenItsTaskThrows_triesAgainAndThrowsIt(Kind kind) {
        Throwable hostile = kind.make();
        Throwable thrown = catchThrowable(() -> retrier().build().call(throwing(hostile)));
        assertSame(thrown, hostile);
        GaveUp gaveUp = GaveUp.of(thrown).orElseThrow();
        assertThat(gaveUp.attempts()).isEqualTo(2);
        written.add(gaveUp.toString());
        CompletableFuture<String> result =
                retrier().build().callAsync(() -> CompletableFuture.failedFuture(hostile));
        assertSame(errorOf(result), Throwables.unwrap(hostile));
    }

    @ParameterizedTest
    @EnumSource
    void retrier_whenWhatItAsksThrows_throwsTheTasksError(Kind kind) {
        for (RetrierBuilder builder :
                List.of(
                        retrier().retryOn(error -> kind.<Boolean>boom()),
                        retrier().stopWhen(() -> kind.<Boolean>boom()),
                        retrier().backoff((attempt, previous) -> kind.boom()),
                        retrier().hint(error -> kind.boom()),
                        retrier().hint(Hint.retryAfter(error -> kind.boom())),
                        Retrier.over(
                                Retry.of(
                                        "theirs",
                                        RetryConfig.custom()
                                                .intervalFunction(attempt -> kind.<Long>boom())
                                                .build())),
                        Retrier.over(
                                Retry.of(
                                        "theirs",
                                        RetryConfig.custom()
                                                .retryOnException(error -> kind.<Boolean>boom())
                                                .build())))) {
            Throwable error = kind.make();
            Throwable thrown = catchThrowable(() -> builder.build().call(throwing(error)));
            assertSame(thrown, error);
            written.add(GaveUp.of(thrown).orElseThrow().toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void retrier_whenAListenerOrItsExecutorThrows_endsAllTheSame(Kind kind) throws Exception {
        Retrier heard = retrier().build();
        heard.unwrap().getEventPublisher().onEvent(event -> kind.boom());
        AtomicInteger attempts = new AtomicInteger();
        String result =
                heard.call(() -> attempts.incrementAndGet() == 1 ? kind.<String>boom() : "text");
        assertThat(result).isEqualTo("text");
        assertThat(log.all()).contains("a listener of retry 'payments' threw");
        Throwable hostile = kind.make();
        CompletableFuture<String> rejected =
                retrier()
                        .executor(task -> kind.boom())
                        .build()
                        .callAsync(() -> CompletableFuture.failedFuture(hostile));
        assertSame(errorOf(rejected), Throwables.unwrap(hostile));
        CompletableFuture<String> untimed =
                retrier()
                        .time(System::nanoTime, nanos -> {}, (task, nanos) -> kind.boom())
                        .build()
                        .callAsync(() -> CompletableFuture.failedFuture(hostile));
        assertSame(errorOf(untimed), Throwables.unwrap(hostile));
    }

    @ParameterizedTest
    @EnumSource
    void guard_whenItsFallbackThrows_throwsThat(Kind kind) {
        Guard guard = Guard.of(retrier().build(), breaker());
        Throwable hostile = kind.make();
        Throwable thrown =
                catchThrowable(
                        () ->
                                guard.<String>call(
                                        () -> {
                                            throw new IllegalStateException("broken");
                                        },
                                        error -> {
                                            throw Throwables.<RuntimeException>raise(hostile);
                                        }));
        assertSame(thrown, hostile);
        CompletableFuture<String> result =
                guard.callAsync(
                        () -> CompletableFuture.failedFuture(new IllegalStateException("broken")),
                        error -> {
                            throw Throwables.<RuntimeException>raise(hostile);
                        });
        assertSame(errorOf(result), hostile);
    }

    @ParameterizedTest
    @EnumSource
    void names_ofWhatExisted_areMaskedInMeters(Kind kind) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ResilienceMetrics.of(Breaker.over(CircuitBreaker.ofDefaults(NAME))).bindTo(registry);
        Retrier retrier = Retrier.over(Retry.ofDefaults(NAME)).build();
        ResilienceMetrics.of(retrier).bindTo(registry);
        Throwable thrown = catchThrowable(() -> retrier.call(() -> kind.boom()));
        written.add(GaveUp.of(thrown).orElseThrow().toString());
        assertThat(registry.getMeters()).isNotEmpty();
        registry.getMeters().forEach(meter -> written.add(meter.getId().toString()));
    }
}
