// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.http.rendering.StatusPage;
import java.util.Base64;
import java.util.Map;

/** What a browser may do with the page for people: run its own style and script, and no more. */
final class StatusPagePolicy {
    static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src '"
                            + digest(StatusPage.STYLE)
                            + "'; script-src '"
                            + digest(StatusPage.SCRIPT)
                            + "'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'",
                    "Referrer-Policy",
                    "no-referrer");

    private StatusPagePolicy() {}

    private static String digest(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(ApiKey.sha256(text));
    }
}
