// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.concurrent.atomic.AtomicInteger;

/** A check that says what a test has set, and counts its runs. */
final class Scripted implements SelfCheck {
    final AtomicInteger runs = new AtomicInteger();
    volatile Health says;

    Scripted(Health says) {
        this.says = says;
    }

    @Override
    public Health check() {
        runs.incrementAndGet();
        return says;
    }
}
