// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.Status;
import java.util.List;

/** The IETF's draft of {@code application/health+json}: pass, warn or fail. */
final class IetfJson {
    private IetfJson() {}

    static String of(View view, boolean names, Service service) {
        var json = new StringBuilder(64 + 64 * view.rows().size());
        json.append("{\"status\":\"").append(view.passing() ? passed(view.status()) : "fail");
        json.append('"');
        if (!service.name().isEmpty()) {
            PlainJson.string(json.append(",\"serviceId\":"), service.name());
        }
        if (names) {
            json.append(",\"checks\":{");
            for (int i = 0; i < view.rows().size(); i++) {
                json.append(i == 0 ? "" : ",");
                PlainJson.string(json, view.rows().get(i).name());
                check(json.append(":[{"), view, i);
                json.append("}]");
            }
            json.append('}');
        }
        return json.append('}').toString();
    }

    private static void check(StringBuilder json, View view, int i) {
        CheckReport row = view.rows().get(i);
        boolean counts = !view.isExcluded(row);
        String status = row.status().isPassing() || !counts ? passed(row.status()) : "fail";
        List<CheckDetails> details = view.details();
        if (details == null) {
            json.append("\"status\":\"").append(status).append('"');
        } else {
            json.append("\"componentType\":\"component\",\"status\":\"").append(status);
            more(json.append('"'), details.get(i));
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

    private static String passed(Status status) {
        return status == Status.UP ? "pass" : "warn";
    }
}
