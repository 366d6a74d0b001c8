// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.ArrayDeque;
import java.util.List;

/** The last changes, oldest first. Guarded by the monitor's lock. */
final class History {
    static final int STANDARD = 50;
    static final int MOST = 1_000;

    private final ArrayDeque<HealthChange> changes = new ArrayDeque<>();
    private final int size;

    History(int size) {
        this.size = size;
    }

    void add(HealthChange change) {
        changes.addLast(change);
        if (changes.size() > size) {
            changes.removeFirst();
        }
    }

    List<HealthChange> all() {
        return List.copyOf(changes);
    }
}
