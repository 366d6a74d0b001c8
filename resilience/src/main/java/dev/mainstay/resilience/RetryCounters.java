// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.resilience.GaveUp.Reason;
import java.util.concurrent.atomic.LongAdder;

/** What a retrier counts, all of it off the path of a call that succeeds at once. */
final class RetryCounters {
    final LongAdder retries = new LongAdder();
    private final LongAdder[] gaveUp = new LongAdder[Reason.values().length];

    RetryCounters() {
        for (int i = 0; i < gaveUp.length; i++) {
            gaveUp[i] = new LongAdder();
        }
    }

    LongAdder gaveUp(Reason reason) {
        return gaveUp[reason.ordinal()];
    }
}
