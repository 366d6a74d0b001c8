// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When to look at which check next. An entry that is put again leaves its earlier item void, to be
 * thrown away when it comes up. Guarded by the monitor's lock.
 */
final class Agenda {
    private record Item(long at, CheckEntry entry) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return Long.compare(at - other.at, 0);
        }

        boolean isVoid() {
            return entry.removed || at != entry.nextAt;
        }
    }

    private static final int FEW = 1_000;

    private final PriorityQueue<Item> items = new PriorityQueue<>();

    /** The size at which void items, whose time may be a day away, are thrown out. */
    private int crowded = FEW;

    void put(CheckEntry entry, long at) {
        entry.nextAt = at;
        items.add(new Item(at, entry));
        if (items.size() >= crowded) {
            items.removeIf(Item::isVoid);
            crowded = 2 * items.size() + FEW;
        }
    }

    int size() {
        return items.size();
    }

    /** The next entry that is due, taken out; null if there is none. */
    @Nullable CheckEntry poll(long now) {
        Item first = first();
        if (first == null || first.at - now > 0) {
            return null;
        }
        items.remove();
        return first.entry;
    }

    /** How long until something is due, at most the given time. */
    long nanosToNext(long now, long atMost) {
        Item first = first();
        return first == null ? atMost : Math.min(atMost, Math.max(0, first.at - now));
    }

    private @Nullable Item first() {
        Item first = items.peek();
        while (first != null && first.isVoid()) {
            items.remove();
            first = items.peek();
        }
        return first;
    }
}
