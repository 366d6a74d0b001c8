// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.shutdown.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of the service beside its health.
 *
 * @param name shown to everybody; empty if it has none
 * @param version shown with the details; empty if it has none
 * @param inFlight the work under way, shown with the details; null if nobody counts it
 */
record Service(String name, String version, @Nullable InFlight inFlight) {
    static final Service NONE = new Service("", "", null);

    private static final int MAX_LABEL = 200;

    static String label(String what, String value) {
        requireNonNull(value, what);
        if (value.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    "%s must have at most %d characters, but has %d"
                            .formatted(what, MAX_LABEL, value.length()));
        }
        return value;
    }
}
