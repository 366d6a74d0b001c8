// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checks that are registered, and who follows their coming and going. Guarded by the lock. */
final class Checks {
    private final TreeMap<String, CheckEntry> entries = new TreeMap<>();
    private final List<Runnable> followers = new ArrayList<>();

    /** Adds a check under a name that the caller has found to be free. */
    CheckEntry add(Registration registration, Time time) {
        var entry = new CheckEntry(registration, time.now(), time.nanos());
        entries.put(entry.name, entry);
        return entry;
    }

    @Nullable CheckEntry remove(String name) {
        return entries.remove(name);
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    @Nullable CheckEntry get(String name) {
        return entries.get(name);
    }

    /** Sorted by name. */
    Collection<CheckEntry> all() {
        return entries.values();
    }

    void follow(Runnable follower) {
        followers.add(follower);
    }

    /** To be run after a check has come or gone, and not under the lock. */
    List<Runnable> followers() {
        return List.copyOf(followers);
    }
}
