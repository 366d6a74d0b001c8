// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckReport;
import dev.mainstay.health.Status;

/** What Spring Boot's actuator answers, version 3: its keys are sorted, and DEGRADED is UP. */
final class SpringBootJson {
    private SpringBootJson() {}

    static String all(View view, boolean names) {
        var json = new StringBuilder(64 + 64 * view.rows().size()).append('{');
        if (names) {
            json.append("\"components\":{");
            for (int i = 0; i < view.rows().size(); i++) {
                json.append(i == 0 ? "" : ",");
                PlainJson.string(json, view.rows().get(i).name());
                component(json.append(':'), view, i);
            }
            json.append("},");
        }
        status(json, view.passing() ? Status.UP : view.status());
        return json.toString();
    }

    static String one(View view, boolean names) {
        var json = new StringBuilder(64);
        if (names) {
            component(json, view, 0);
        } else {
            status(json.append('{'), view.passing() ? Status.UP : view.status());
        }
        return json.toString();
    }

    private static void component(StringBuilder json, View view, int i) {
        CheckReport row = view.rows().get(i);
        String details = ForeignValues.of(view, i, row.status().isPassing());
        json.append(details.isEmpty() ? "{" : "{\"details\":" + details + ",");
        status(json, row.status());
    }

    private static void status(StringBuilder json, Status status) {
        json.append("\"status\":\"").append(status.isPassing() ? Status.UP : status).append("\"}");
    }
}
