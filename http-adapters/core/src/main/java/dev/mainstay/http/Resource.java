// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** What a path identifies, in the words of RFC 9110. Thread-safe. */
interface Resource {
    /**
     * Whether a caller must show a key, where one is set.
     *
     * @param excluding whether the request excludes checks
     */
    boolean needsKey(boolean excluding);

    /**
     * Answers a request that may be answered.
     *
     * @param keyed whether it shows the right key
     */
    HealthResponse answer(HealthRequest request, Query query, boolean keyed);
}
