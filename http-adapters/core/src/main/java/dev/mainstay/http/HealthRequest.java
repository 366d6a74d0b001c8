// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/**
 * What an HTTP server knows of a request, undecoded: {@link HealthEndpoints} alone decides what a
 * path means.
 *
 * <pre>{@code
 * HealthRequest.builder("GET").path("/health/ready").query("verbose").build();
 * }</pre>
 *
 * <p>Immutable, as far as the header lookup is.
 */
public final class HealthRequest {
    private final String method;
    private final String path;
    private final String query;
    private final Function<String, Optional<String>> headers;

    private HealthRequest(Builder builder) {
        this.method = builder.method;
        this.path = builder.path;
        this.query = builder.query;
        this.headers = builder.headers;
    }

    /**
     * Begins a request for {@code /} without query and headers.
     *
     * @param method the method, as on the request line
     * @return a builder
     */
    public static Builder builder(String method) {
        return new Builder(method);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String query() {
        return query;
    }

    Optional<String> header(String name) {
        return headers.apply(name);
    }

    boolean isGet() {
        return method.equals("GET");
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }

    /** Puts a {@link HealthRequest} together. Not thread-safe. */
    public static final class Builder {
        private final String method;
        private String path = "/";
        private String query = "";
        private Function<String, Optional<String>> headers = name -> Optional.empty();

        private Builder(String method) {
            this.method = requireNonNull(method, "method");
        }

        /**
         * Sets the path.
         *
         * @param path the path as it was sent, percent-encoded; default {@code /}
         * @return this
         */
        public Builder path(String path) {
            this.path = requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets the query.
         *
         * @param query what came after the question mark, percent-encoded; default empty
         * @return this
         */
        public Builder query(String query) {
            this.query = requireNonNull(query, "query");
            return this;
        }

        /**
         * Sets how to look up a header. It is called while the request is handled, and only then.
         *
         * @param headers from a header's name, whatever its case, to its value, several lines of it
         *     joined by commas as in RFC 9110, section 5.3; default none
         * @return this
         */
        public Builder headers(Function<String, Optional<String>> headers) {
            this.headers = requireNonNull(headers, "headers");
            return this;
        }

        /**
         * Builds the request.
         *
         * @return the request
         */
        public HealthRequest build() {
            return new HealthRequest(this);
        }
    }
}
