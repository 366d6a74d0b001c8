// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import org.jspecify.annotations.Nullable;

/**
 * What a path asks for.
 *
 * @param check one check of the scope; null for all of it
 * @param detailed whether it tells everything, which needs the key
 */
record Route(Scope scope, @Nullable String check, boolean detailed, Kind kind) {
    /** Who asks. */
    enum Kind {
        PROBE,
        PAGE,
        METRICS
    }
}
