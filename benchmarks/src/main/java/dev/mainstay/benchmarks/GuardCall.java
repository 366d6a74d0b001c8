// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.mainstay.resilience.Guard;
import dev.mainstay.resilience.Retrier;
import dev.mainstay.resilience.RetryBudget;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call costs that succeeds at once, through a retry of three attempts around the breaker of
 * {@link BreakerCall}, next to resilience4j's and Failsafe's pairs, both composed beforehand.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.Interleaved \
 *     GuardCall resilience4j 10 2
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class GuardCall {
    private Object answer = new Object();
    private final Callable<Object> task = () -> answer;

    private Guard mainstay;
    private Guard mainstayLimited;
    private Callable<Object> resilience4j;
    private FailsafeExecutor<Object> failsafe;

    /** Makes them. */
    @Setup
    public void make() {
        mainstay = Guard.of(Retrier.named("plain").build(), BreakerCall.mainstayBreaker("plain"));
        mainstayLimited =
                Guard.of(
                        Retrier.named("limited")
                                .deadline(Duration.ofSeconds(20))
                                .budget(RetryBudget.ratio(0.2))
                                .build(),
                        BreakerCall.mainstayBreaker("limited"));
        CircuitBreaker breaker = CircuitBreaker.of("plain", BreakerCall.resilience4jConfig());
        resilience4j =
                Retry.decorateCallable(
                        Retry.ofDefaults("plain"), CircuitBreaker.decorateCallable(breaker, task));
        failsafe = Failsafe.with(RetryPolicy.ofDefaults(), BreakerCall.failsafeBreaker());
    }

    /**
     * Ours.
     *
     * @return what the call returned
     * @throws Exception never
     */
    @Benchmark
    public Object mainstay() throws Exception {
        return mainstay.call(task);
    }

    /**
     * Ours, with a deadline and a budget, which the others do not have.
     *
     * @return what the call returned
     * @throws Exception never
     */
    @Benchmark
    public Object mainstayLimited() throws Exception {
        return mainstayLimited.call(task);
    }

    /**
     * resilience4j's.
     *
     * @return what the call returned
     * @throws Exception never
     */
    @Benchmark
    public Object resilience4j() throws Exception {
        return resilience4j.call();
    }

    /**
     * Failsafe's.
     *
     * @return what the call returned
     */
    @Benchmark
    public Object failsafe() {
        return failsafe.get(task::call);
    }
}
