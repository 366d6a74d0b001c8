// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.http.rendering.PlainJson;
import java.util.Map;

/** Errors as RFC 9457 has them. */
final class Problems {
    static final String RETRY_AFTER_SECONDS = "5";

    /**
     * One header with both ways in. Chromium sees the first alone, and it is the one to ask for.
     */
    private static final String CHALLENGE =
            "Basic realm=\"health\", charset=\"UTF-8\", Bearer realm=\"health\"";

    private Problems() {}

    static Refusal badRequest(String detail) {
        return new Refusal(problem(400, "Bad Request", detail, Map.of()));
    }

    static Refusal unauthorized() {
        String detail =
                "this needs the API key, as X-API-Key, as Authorization: Bearer, or as the password"
                        + " of Authorization: Basic";
        return new Refusal(
                problem(401, "Unauthorized", detail, Map.of("WWW-Authenticate", CHALLENGE)));
    }

    static Refusal tooManyKeys() {
        String detail = "this API key is wrong, and there were too many wrong ones lately";
        return new Refusal(problem(429, "Too Many Requests", detail, Map.of("Retry-After", "1")));
    }

    static Refusal notFound(String detail) {
        return new Refusal(problem(404, "Not Found", detail, Map.of()));
    }

    static Refusal methodNotAllowed() {
        return new Refusal(
                problem(
                        405,
                        "Method Not Allowed",
                        "health is read with GET or HEAD",
                        Map.of("Allow", "GET, HEAD")));
    }

    static Refusal tooLong(String what, int limit) {
        String detail = "the %s must not be longer than %d characters".formatted(what, limit);
        return new Refusal(problem(414, "URI Too Long", detail, Map.of()));
    }

    static HealthResponse unavailable(String detail, String retryAfterSeconds) {
        return problem(
                503, "Service Unavailable", detail, Map.of("Retry-After", retryAfterSeconds));
    }

    private static HealthResponse problem(
            int status, String title, String detail, Map<String, String> more) {
        Map<String, String> headers = HealthResponse.headers("application/problem+json");
        headers.putAll(more);
        var json = new StringBuilder(160).append("{\"type\":\"about:blank\",\"title\":");
        PlainJson.string(json, title).append(",\"status\":").append(status);
        PlainJson.string(json.append(",\"detail\":"), detail).append('}');
        return HealthResponse.of(status, headers, json.toString());
    }
}
