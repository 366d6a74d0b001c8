// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

/**
 * MicroProfile Health: no keys but its own, and no status but UP and DOWN. There a check that is
 * DOWN makes the whole DOWN, so one that does not is UP, and degraded.
 */
public final class MicroProfileJson {
    private MicroProfileJson() {}

    public static String of(View view) {
        var json = new StringBuilder(64 + 64 * view.rows().size());
        json.append("{\"status\":\"").append(word(view.passing())).append("\",\"checks\":[");
        if (view.names()) {
            String before = "";
            for (Row row : view.rows()) {
                entry(json.append(before), row, view.passing());
                before = ",";
            }
        }
        return json.append("]}").toString();
    }

    private static void entry(StringBuilder json, Row row, boolean allIsUp) {
        boolean weighed = row.report().impact().weigh(row.status()).isPassing();
        boolean up = allIsUp || row.excluded() || weighed;
        PlainJson.string(json.append("{\"name\":"), row.name());
        json.append(",\"status\":\"").append(word(up)).append('"');
        String data = ForeignValues.of(row, up);
        json.append(data.isEmpty() ? "" : ",\"data\":" + data).append('}');
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
