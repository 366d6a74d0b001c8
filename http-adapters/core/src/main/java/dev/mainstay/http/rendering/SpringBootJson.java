// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.Status;

/** What Spring Boot's actuator answers, version 3: its keys are sorted, and DEGRADED is UP. */
public final class SpringBootJson {
    private SpringBootJson() {}

    public static String of(View view) {
        var json = new StringBuilder(64 + 64 * view.rows().size());
        if (view.single() && view.names()) {
            component(json, view.rows().get(0));
            return json.toString();
        }
        json.append('{');
        if (view.names()) {
            json.append("\"components\":{");
            String before = "";
            for (Row row : view.rows()) {
                PlainJson.string(json.append(before), row.name());
                component(json.append(':'), row);
                before = ",";
            }
            json.append("},");
        }
        status(json, view.passing() ? Status.UP : view.status());
        return json.toString();
    }

    private static void component(StringBuilder json, Row row) {
        String details = ForeignValues.of(row, row.status().isPassing());
        json.append(details.isEmpty() ? "{" : "{\"details\":" + details + ",");
        status(json, row.status());
    }

    private static void status(StringBuilder json, Status status) {
        json.append("\"status\":\"").append(status.isPassing() ? Status.UP : status).append("\"}");
    }
}
