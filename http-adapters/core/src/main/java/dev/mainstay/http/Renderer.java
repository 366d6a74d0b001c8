// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import java.util.List;
import java.util.Map;

/** Turns what is to be shown into a response. */
final class Renderer {
    private Renderer() {}

    static HealthResponse probe(View view, Form form, Details sight) {
        return respond(view, form, form == Form.JSON ? json(view, sight) : text(view, form, sight));
    }

    static HealthResponse single(View view, Form form, Details sight) {
        return respond(view, form, form == Form.JSON ? one(view) : text(view, form, sight));
    }

    private static String json(View view, Details sight) {
        List<CheckDetails> details = view.details();
        if (details != null) {
            return DetailsJson.all(view, details);
        }
        return sight == Details.STATUS ? PlainJson.status(view) : PlainJson.names(view);
    }

    private static String one(View view) {
        List<CheckDetails> details = view.details();
        return details == null ? PlainJson.status(view) : DetailsJson.one(details.get(0));
    }

    private static String text(View view, Form form, Details sight) {
        return KubernetesText.of(view, form == Form.VERBOSE_TEXT, sight != Details.STATUS);
    }

    private static HealthResponse respond(View view, Form form, String body) {
        Map<String, String> headers = Problems.headers(form.contentType());
        headers.put("Vary", "Accept");
        if (!view.passing()) {
            headers.put("Retry-After", Problems.RETRY_AFTER_SECONDS);
        }
        return HealthResponse.of(view.passing() ? 200 : 503, headers, body);
    }
}
