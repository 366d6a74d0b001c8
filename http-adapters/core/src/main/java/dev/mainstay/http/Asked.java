// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import org.jspecify.annotations.Nullable;

/** What a request asks for, without the request: it can be answered again later. */
@FunctionalInterface
interface Asked {
    /** Throws a {@link Refusal} where there is nothing of the kind, or no more. */
    HealthResponse answer();

    /** The entity tag that an answer has now; null where nobody is to wait for another. */
    default @Nullable String tag() {
        return null;
    }

    /** The same without a tag, so that nobody waits for it. */
    static Asked neverHeld(Asked asked) {
        return () -> asked.answer();
    }
}
