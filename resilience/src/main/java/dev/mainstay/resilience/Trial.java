// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * One call that was let through on the slow path. Its identity is the permit. Without a round it is
 * a plain call, let through because the circuit had closed.
 */
final class Trial {
    final Metrics of;
    final @Nullable TrialRound round;
    final long startedAt;

    Trial(Metrics of) {
        this.of = of;
        this.round = null;
        this.startedAt = 0;
    }

    Trial(TrialRound round, long startedAt) {
        this.of = round.of();
        this.round = round;
        this.startedAt = startedAt;
    }
}
