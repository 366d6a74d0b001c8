// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

/**
 * This library's own JSON. What anonymous callers get is written by hand, so that a process that is
 * only ever asked whether it is up loads no JSON library.
 */
public final class PlainJson {
    private static final String HEX = "0123456789abcdef";

    private PlainJson() {}

    public static String of(View view) {
        if (view.details() != null) {
            return DetailsJson.of(view);
        }
        var json = new StringBuilder(32 + 48 * view.rows().size());
        json.append("{\"status\":\"").append(view.status()).append('"');
        if (view.names() && !view.single()) {
            String before = ",\"checks\":{";
            for (Row row : view.rows()) {
                string(json.append(before), row.name());
                json.append(":{\"status\":\"").append(row.status()).append('"');
                json.append(row.report().isGate() ? ",\"kind\":\"gate\"" : "");
                json.append(row.excluded() ? ",\"excluded\":true}" : "}");
                before = ",";
            }
            json.append(view.rows().isEmpty() ? before : "").append('}');
        }
        return json.append('}').toString();
    }

    /** Appends a text as a JSON string. */
    public static StringBuilder string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }
}
