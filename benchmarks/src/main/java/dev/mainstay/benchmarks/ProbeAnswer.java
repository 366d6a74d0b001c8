// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a readiness answer costs while the checks run and their details change: {@code
 * report(probe)} and its cached rendering copied into a reused buffer, next to the least that any
 * monitor with a notion of age must do, reading the clock once and copying as many bytes.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.Interleaved ProbeAnswer floor
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProbeAnswer {
    /** How many checks the monitor runs. */
    @Param({"1", "100", "10000"})
    public int checks;

    private final byte[] buffer = new byte[8_192];
    private byte[] rendered = {};
    private HealthMonitor monitor;
    private HealthEndpoints endpoints;

    /**
     * Starts the monitor.
     *
     * @throws InterruptedException if interrupted
     */
    @Setup
    public void start() throws InterruptedException {
        var builder = HealthMonitor.builder();
        for (int i = 0; i < checks; i++) {
            var runs = new AtomicLong();
            builder.readiness("check-" + i, () -> Health.up().with("runs", runs.incrementAndGet()));
        }
        monitor = builder.build().start();
        endpoints = HealthEndpoints.of(monitor);
        if (!monitor.awaitUp(Probe.READINESS, Duration.ofSeconds(30))) {
            throw new IllegalStateException("not ready: " + monitor.report(Probe.READINESS));
        }
        rendered = "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8);
        if (endpoints.answer(Probe.READINESS).length() != rendered.length) {
            throw new IllegalStateException("the floor copies another number of bytes");
        }
    }

    /** Stops the monitor. */
    @TearDown
    public void stop() {
        monitor.close();
    }

    /**
     * The clock and the copy alone.
     *
     * @return something of both
     */
    @Benchmark
    public long floor() {
        long now = System.nanoTime();
        System.arraycopy(rendered, 0, buffer, 0, rendered.length);
        return now + buffer[0];
    }

    /**
     * The report and its rendering.
     *
     * @return something of the copy
     */
    @Benchmark
    public int mainstay() {
        int length = endpoints.answer(Probe.READINESS).copyTo(buffer);
        return length + buffer[0];
    }
}
