// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/** What a breaker was built with. {@code limit} is its rule in words. */
record BreakerSettings(
        String name,
        String limit,
        Outcomes outcomes,
        IntToLongFunction openTime,
        int trialCalls,
        long trialTimeoutNanos,
        long slowNanos,
        LongSupplier nanoTime) {

    String describe(Metrics counted) {
        int slow = counted.getNumberOfSlowCalls();
        return "%d of last %d calls failed%s, limit %s"
                .formatted(
                        counted.getNumberOfFailedCalls(),
                        counted.getNumberOfBufferedCalls(),
                        slow == 0 ? "" : ", " + slow + " slow",
                        limit);
    }
}
