// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a worker is at. */
sealed interface WorkerState {
    /** Between two jobs, and expected to move on soon. */
    record Idle(long since) implements WorkerState {}

    /** Waits on purpose; without a limit, for as long as it likes. */
    record Waiting(long since, String reason, @Nullable Duration atMost) implements WorkerState {}

    /** Has a job in hand. */
    record Busy(Worker.Job job) implements WorkerState {}
}
