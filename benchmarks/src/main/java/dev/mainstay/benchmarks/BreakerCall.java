// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.mainstay.resilience.Breaker;
import dev.mainstay.resilience.ResilienceMetrics;
import dev.mainstay.resilience.Window;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
 * What a call through a closed breaker costs that opens at 50 % of the last 100 calls, next to
 * resilience4j's and Failsafe's: alone, and with its meters in a registry. All threads share it.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.Interleaved \
 *     BreakerCall resilience4j 10 2
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class BreakerCall {
    private static final int PERCENT = 50;
    private static final int CALLS = 100;

    private Object answer = new Object();
    private final Callable<Object> task = () -> answer;

    private Breaker mainstay;
    private Breaker mainstayMetered;
    private CircuitBreaker resilience4j;
    private CircuitBreaker resilience4jMetered;
    private FailsafeExecutor<Object> failsafe;

    static Breaker mainstayBreaker(String name) {
        return Breaker.named(name).failureRate(PERCENT).over(Window.lastCalls(CALLS)).build();
    }

    static CircuitBreakerConfig resilience4jConfig() {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(PERCENT)
                .slidingWindowSize(CALLS)
                .build();
    }

    static dev.failsafe.CircuitBreaker<Object> failsafeBreaker() {
        return dev.failsafe.CircuitBreaker.builder()
                .withFailureThreshold(CALLS * PERCENT / 100, CALLS)
                .build();
    }

    /** Makes them. */
    @Setup
    public void make() {
        mainstay = mainstayBreaker("plain");
        mainstayMetered = mainstayBreaker("metered");
        ResilienceMetrics.of(mainstayMetered).bindTo(new SimpleMeterRegistry());
        resilience4j = CircuitBreaker.of("plain", resilience4jConfig());
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(resilience4jConfig());
        resilience4jMetered = breakers.circuitBreaker("metered");
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers)
                .bindTo(new SimpleMeterRegistry());
        failsafe = Failsafe.with(failsafeBreaker());
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
     * Ours, with its meters bound.
     *
     * @return what the call returned
     * @throws Exception never
     */
    @Benchmark
    public Object mainstayMetered() throws Exception {
        return mainstayMetered.call(task);
    }

    /**
     * resilience4j's.
     *
     * @return what the call returned
     * @throws Exception never
     */
    @Benchmark
    public Object resilience4j() throws Exception {
        return resilience4j.executeCallable(task);
    }

    /**
     * resilience4j's, with its meters bound.
     *
     * @return what the call returned
     * @throws Exception never
     */
    @Benchmark
    public Object resilience4jMetered() throws Exception {
        return resilience4jMetered.executeCallable(task);
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
