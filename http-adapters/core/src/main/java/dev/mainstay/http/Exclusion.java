// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthReport;
import dev.mainstay.internal.Log;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Warns of excluded names that exclude nothing: once each, and of so many only. */
final class Exclusion {
    static final int MAX_WARNINGS = 100;

    private static final Log LOG = Log.of(HealthEndpoints.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    void warn(Set<String> excluded, HealthReport report) {
        for (String name : excluded) {
            Optional<CheckReport> row = report.check(name);
            if (row.isEmpty()) {
                warnOnce(name, "there is no such check");
            } else if (!row.get().isExcludable()) {
                warnOnce(name, "a gate is no check, and cannot be excluded");
            }
        }
    }

    private void warnOnce(String name, String why) {
        String shown = NAME.matcher(name).matches() ? "'" + name + "'" : "a malformed name";
        if (warned.size() >= MAX_WARNINGS || !warned.add(shown)) {
            return;
        }
        LOG.warn("exclude of {} changes nothing: {}", shown, why);
        if (warned.size() == MAX_WARNINGS) {
            LOG.warn("{} such names so far; further ones are not logged", MAX_WARNINGS);
        }
    }
}
