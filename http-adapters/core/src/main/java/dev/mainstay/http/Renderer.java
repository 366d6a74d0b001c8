// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import java.util.List;
import java.util.Map;

/** Turns what is to be shown into a response. */
final class Renderer {
    private Renderer() {}

    static HealthResponse probe(View view, Form form, Details sight, Service service) {
        boolean names = sight != Details.STATUS;
        String body =
                switch (form) {
                    case JSON -> json(view, sight, service);
                    case TEXT, VERBOSE_TEXT -> text(view, form, names);
                    case MICROPROFILE -> MicroProfileJson.of(view, names);
                    case SPRING_BOOT -> SpringBootJson.all(view, names);
                    case IETF -> IetfJson.of(view, names, service);
                    case HTML -> StatusPage.of(view, sight, service);
                };
        return respond(view, form, body);
    }

    static HealthResponse single(View view, Form form, Details sight) {
        boolean names = sight != Details.STATUS;
        String body =
                switch (form) {
                    case JSON, HTML -> one(view);
                    case TEXT, VERBOSE_TEXT -> text(view, form, names);
                    case MICROPROFILE -> MicroProfileJson.of(view, names);
                    case SPRING_BOOT -> SpringBootJson.one(view, names);
                    case IETF -> IetfJson.of(view, names, Service.NONE);
                };
        return respond(view, form, body);
    }

    private static String json(View view, Details sight, Service service) {
        List<CheckDetails> details = view.details();
        if (details != null) {
            return DetailsJson.all(view, details, service);
        }
        return sight == Details.STATUS ? PlainJson.status(view) : PlainJson.names(view);
    }

    private static String one(View view) {
        List<CheckDetails> details = view.details();
        return details == null ? PlainJson.status(view) : DetailsJson.one(details.get(0));
    }

    private static String text(View view, Form form, boolean names) {
        return KubernetesText.of(view, form == Form.VERBOSE_TEXT, names);
    }

    private static HealthResponse respond(View view, Form form, String body) {
        Map<String, String> headers = Problems.headers(form.contentType());
        if (form == Form.HTML) {
            headers.put("Content-Security-Policy", StatusPage.POLICY);
            headers.put("Referrer-Policy", "no-referrer");
        }
        if (!view.passing()) {
            headers.put("Retry-After", Problems.RETRY_AFTER_SECONDS);
        }
        return HealthResponse.of(view.passing() ? 200 : 503, headers, body);
    }
}
