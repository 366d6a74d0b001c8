// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Masking;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The work in flight that has a name. The names are masked when they are asked for. */
final class InFlightItems {
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final LongSupplier ticker;

    InFlightItems(LongSupplier ticker) {
        this.ticker = ticker;
    }

    Entry add(String name) {
        var entry = new Entry(name, ticker.getAsLong());
        entries.add(entry);
        return entry;
    }

    void remove(Entry entry) {
        entries.remove(entry);
    }

    List<InFlight.Item> items() {
        long now = ticker.getAsLong();
        return entries.stream()
                .sorted(Comparator.comparingLong(it -> it.begunAt - now))
                .map(it -> it.item(now))
                .toList();
    }

    /** One per piece of work: two of the same name are two. */
    static final class Entry {
        private final String name;
        private final long begunAt;

        private Entry(String name, long begunAt) {
            this.name = name;
            this.begunAt = begunAt;
        }

        private InFlight.Item item(long now) {
            return new InFlight.Item(Masking.mask(name), Duration.ofNanos(now - begunAt));
        }
    }
}
