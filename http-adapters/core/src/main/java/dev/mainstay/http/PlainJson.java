// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckReport;

/**
 * The JSON that anonymous callers get. Written by hand, so that a process that is only ever asked
 * whether it is up loads no JSON library.
 */
final class PlainJson {
    private static final String HEX = "0123456789abcdef";

    private PlainJson() {}

    static String status(View view) {
        return "{\"status\":\"" + view.status() + "\"}";
    }

    static String names(View view) {
        var json = new StringBuilder(32 + 48 * view.rows().size());
        json.append("{\"status\":\"").append(view.status()).append("\",\"checks\":{");
        boolean first = true;
        for (CheckReport row : view.rows()) {
            json.append(first ? "" : ",");
            first = false;
            string(json, row.name());
            json.append(":{\"status\":\"").append(row.status()).append('"');
            json.append(row.isGate() ? ",\"kind\":\"gate\"" : "");
            json.append(view.isExcluded(row) ? ",\"excluded\":true" : "");
            json.append('}');
        }
        return json.append("}}").toString();
    }

    static void string(StringBuilder json, String text) {
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
        json.append('"');
    }
}
