// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import dev.mainstay.shutdown.InFlight;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to count a piece of work in and out, next to two additions to an atomic: without a
 * name, with the question whether it may begin, and with a name. All threads share one count.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.Interleaved InFlightCall floor
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class InFlightCall {
    private final InFlight inFlight = InFlight.create();
    private final AtomicLong atomic = new AtomicLong();

    /**
     * Two additions.
     *
     * @return what they saw
     */
    @Benchmark
    public long floor() {
        return atomic.getAndAdd(8) + atomic.getAndAdd(-8);
    }

    /**
     * Begin and end.
     *
     * @return whether it may begin
     */
    @Benchmark
    public boolean begin() {
        try (InFlight.Token token = inFlight.begin()) {
            return token.isAdmitted();
        }
    }

    /**
     * Begin if it may, and end.
     *
     * @return whether it might
     */
    @Benchmark
    public boolean tryBegin() {
        try (InFlight.Token token = inFlight.tryBegin()) {
            return token.isAdmitted();
        }
    }

    /**
     * Begin with a name, and end.
     *
     * @return whether it may begin
     */
    @Benchmark
    public boolean named() {
        try (InFlight.Token token = inFlight.begin("job 42")) {
            return token.isAdmitted();
        }
    }
}
