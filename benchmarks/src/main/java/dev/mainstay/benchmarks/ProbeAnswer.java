// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthRequest;
import dev.mainstay.http.HealthResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
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
 * What an anonymous readiness answer costs while the checks run and their details change: an
 * adapter makes the request, {@code handle(request)} answers it, and the adapter hands the status,
 * each header and the body to its server. Next to it the least that any monitor with a notion of
 * age must do, reading the clock once and copying as many bytes.
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

    private final Server server = new Server();
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
        if (endpoints.handle(server.request()).length() != rendered.length) {
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
        server.write(rendered, 0, rendered.length);
        return now + server.buffer[0];
    }

    /**
     * A request and its answer.
     *
     * @return something of all that is written
     * @throws IOException never
     */
    @Benchmark
    public int mainstay() throws IOException {
        HealthResponse response = endpoints.handle(server.request());
        server.status = response.status();
        response.headers().forEach(server::header);
        response.writeTo(server);
        return server.status + server.header.length() + server.buffer[0];
    }

    /** What an adapter reads from and writes to. Its own work is not ours, so it has none. */
    private static final class Server extends OutputStream {
        private final Optional<String> accept = Optional.of("*/*");
        private final byte[] buffer = new byte[8_192];
        private String header = "";
        private int status;

        HealthRequest request() {
            return HealthRequest.builder("GET")
                    .path("/health/ready")
                    .query("")
                    .headers(this::header)
                    .build();
        }

        Optional<String> header(String name) {
            return name.equals("Accept") ? accept : Optional.empty();
        }

        void header(String name, String value) {
            header = name.isEmpty() ? name : value;
        }

        @Override
        public void write(int octet) {
            buffer[0] = (byte) octet;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            System.arraycopy(bytes, offset, buffer, 0, length);
        }
    }
}
