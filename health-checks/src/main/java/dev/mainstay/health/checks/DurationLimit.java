// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.internal.Require;
import java.time.Duration;

/** The rule for each limit that is a length of time: positive, and a year at most. */
final class DurationLimit {
    private static final Duration LONGEST = Duration.ofDays(365);

    private DurationLimit() {}

    static Duration of(String what, Duration value) {
        return Require.atMost(what, LONGEST, Require.positive(what, value));
    }
}
