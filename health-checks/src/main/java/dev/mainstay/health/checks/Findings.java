// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Masking;
import java.util.ArrayList;
import java.util.List;

/** What one run of a check comes across: the worst of it is the outcome. */
final class Findings {
    private final List<String> messages = new ArrayList<>();
    private Status worst = Status.UP;

    /**
     * Adds something that is not as it should be; worse than all before, it is told first. Its
     * message may hold words of users: they are masked here.
     */
    void add(Status status, String message) {
        messages.add(status.compareTo(worst) > 0 ? 0 : messages.size(), Masking.mask(message));
        worst = worst.worse(status);
    }

    Health health() {
        return worst == Status.UP ? Health.up() : Health.of(worst, String.join("; ", messages));
    }
}
