// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckReport;
import java.util.List;

/**
 * MicroProfile Health: no keys but its own, and no status but UP and DOWN. There a check that is
 * DOWN makes the whole DOWN, so one that does not is UP, and degraded.
 */
final class MicroProfileJson {
    private MicroProfileJson() {}

    static String of(View view, boolean names) {
        var json = new StringBuilder(64 + 64 * view.rows().size());
        json.append("{\"status\":\"").append(word(view.passing())).append("\",\"checks\":[");
        List<CheckReport> rows = names ? view.rows() : List.of();
        for (int i = 0; i < rows.size(); i++) {
            json.append(i == 0 ? "" : ",");
            entry(json, view, i);
        }
        return json.append("]}").toString();
    }

    private static void entry(StringBuilder json, View view, int i) {
        CheckReport row = view.rows().get(i);
        boolean up =
                view.passing()
                        || view.isExcluded(row)
                        || row.impact().weigh(row.status()).isPassing();
        json.append("{\"name\":");
        PlainJson.string(json, row.name());
        json.append(",\"status\":\"").append(word(up)).append('"');
        String data = ForeignValues.of(view, i, up);
        json.append(data.isEmpty() ? "" : ",\"data\":" + data).append('}');
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
