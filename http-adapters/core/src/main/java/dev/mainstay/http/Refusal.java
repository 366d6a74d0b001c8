// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** A request that gets a problem for an answer. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HealthResponse response;

    Refusal(HealthResponse response) {
        super(response.toString(), null, false, false);
        this.response = response;
    }

    HealthResponse response() {
        return response;
    }
}
