// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.Status;

/** The IETF's draft of {@code application/health+json}: pass, warn or fail. */
public final class IetfJson {
    private IetfJson() {}

    public static String of(View view) {
        var json = new StringBuilder(64 + 64 * view.rows().size());
        json.append("{\"status\":\"").append(word(view.passing(), view.status())).append('"');
        if (!view.single() && !view.service().name().isEmpty()) {
            PlainJson.string(json.append(",\"serviceId\":"), view.service().name());
        }
        if (view.names()) {
            json.append(",\"checks\":{");
            String before = "";
            for (Row row : view.rows()) {
                PlainJson.string(json.append(before), row.name());
                check(json.append(":[{"), row);
                json.append("}]");
                before = ",";
            }
            json.append('}');
        }
        return json.append('}').toString();
    }

    private static void check(StringBuilder json, Row row) {
        String status = word(row.status().isPassing() || row.excluded(), row.status());
        CheckDetails details = row.details();
        json.append(details == null ? "" : "\"componentType\":\"component\",");
        json.append("\"status\":\"").append(status).append('"');
        if (details != null) {
            more(json, details);
        }
    }

    /** An output says why it is not a pass; the draft wants none with one. */
    private static void more(StringBuilder json, CheckDetails details) {
        details.checkedAt()
                .ifPresent(at -> json.append(",\"time\":\"").append(Times.show(at)).append('"'));
        if (details.report().status() != Status.UP) {
            details.message().ifPresent(it -> PlainJson.string(json.append(",\"output\":"), it));
        }
        if (!details.details().isEmpty()) {
            json.append(",\"details\":").append(DetailsJson.object(details.details()));
        }
    }

    private static String word(boolean passes, Status status) {
        return !passes ? "fail" : status == Status.UP ? "pass" : "warn";
    }
}
