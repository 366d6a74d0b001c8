// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

/**
 * What the service calls itself.
 *
 * @param name shown to everybody; empty if it has none
 * @param version shown with the details; empty if it has none
 */
record Service(String name, String version) {
    static final Service NONE = new Service("", "");

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
