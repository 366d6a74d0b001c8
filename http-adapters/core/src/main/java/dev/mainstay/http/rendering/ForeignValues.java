// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.Status;
import java.util.LinkedHashMap;
import java.util.Map;

/** A check's values, in dialects that have no other place for what there is to say of it. */
final class ForeignValues {
    private ForeignValues() {}

    /** The values of a row as a JSON object; empty if there are none. */
    static String of(Row row, boolean shownAsUp) {
        boolean degraded = shownAsUp && row.status() != Status.UP;
        CheckDetails details = row.details();
        if (details != null) {
            var values = new LinkedHashMap<>(details.details());
            flag(values, "degraded", degraded);
            flag(values, "excluded", row.excluded());
            details.message().ifPresent(it -> values.putIfAbsent("message", it));
            return values.isEmpty() ? "" : DetailsJson.object(values);
        }
        if (degraded) {
            return row.excluded() ? "{\"degraded\":true,\"excluded\":true}" : "{\"degraded\":true}";
        }
        return row.excluded() ? "{\"excluded\":true}" : "";
    }

    private static void flag(Map<String, Object> values, String name, boolean set) {
        if (set) {
            values.put(name, true);
        }
    }
}
