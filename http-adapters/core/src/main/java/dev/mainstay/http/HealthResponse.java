// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to send back: a status code, headers, and a body that is rendered already. The same object
 * answers many requests.
 *
 * <p>Immutable.
 */
public final class HealthResponse {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean hasBody;

    private HealthResponse(int status, Map<String, String> headers, byte[] body, boolean hasBody) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.hasBody = hasBody;
    }

    static HealthResponse of(int status, Map<String, String> headers, String body) {
        return new HealthResponse(
                status,
                Collections.unmodifiableMap(new LinkedHashMap<>(headers)),
                body.getBytes(StandardCharsets.UTF_8),
                true);
    }

    /** The answer to HEAD: all but the body. */
    HealthResponse withoutBody() {
        return new HealthResponse(status, headers, body, false);
    }

    /** The same, with the wish that the client closes the connection. */
    HealthResponse closing() {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put("Connection", "close");
        return new HealthResponse(status, Collections.unmodifiableMap(more), body, hasBody);
    }

    /** What every answer carries; a caller may add to it. */
    static Map<String, String> headers(String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        return headers;
    }

    /**
     * Returns the status code.
     *
     * @return 200, 400, 401, 404, 405, 414, 429 or 503
     */
    public int status() {
        return status;
    }

    /**
     * Returns the headers, without {@code Content-Length}.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * Returns the value for {@code Content-Length}.
     *
     * @return bytes of the body, or of the body that GET would get if this answers HEAD
     */
    public int length() {
        return body.length;
    }

    /**
     * Tells whether a body is to be sent.
     *
     * @return false if this answers HEAD
     */
    public boolean hasBody() {
        return hasBody;
    }

    /**
     * Writes the body in one piece, and neither flushes nor closes. Blocks as the stream does.
     *
     * @param out where to
     * @throws IOException if the stream throws it
     */
    public void writeTo(OutputStream out) throws IOException {
        if (hasBody) {
            out.write(body);
        }
    }

    @Override
    public String toString() {
        return status + " " + headers.get("Content-Type") + " (" + body.length + " bytes)";
    }
}
