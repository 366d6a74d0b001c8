// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A check's values where a dialect has no other place for what there is to say. */
final class ForeignValues {
    private ForeignValues() {}

    /** The values of the row at an index as a JSON object; empty if there are none. */
    static String of(View view, int i, boolean shownAsUp) {
        CheckReport row = view.rows().get(i);
        boolean degraded = shownAsUp && row.status() != Status.UP;
        boolean excluded = view.isExcluded(row);
        List<CheckDetails> details = view.details();
        if (details != null) {
            var values = new LinkedHashMap<>(details.get(i).details());
            flag(values, "degraded", degraded);
            flag(values, "excluded", excluded);
            details.get(i).message().ifPresent(it -> values.putIfAbsent("message", it));
            return values.isEmpty() ? "" : DetailsJson.object(values);
        }
        if (degraded) {
            return excluded ? "{\"degraded\":true,\"excluded\":true}" : "{\"degraded\":true}";
        }
        return excluded ? "{\"excluded\":true}" : "";
    }

    private static void flag(Map<String, Object> values, String name, boolean set) {
        if (set) {
            values.put(name, true);
        }
    }
}
