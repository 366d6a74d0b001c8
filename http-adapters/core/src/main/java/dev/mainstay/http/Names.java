// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.Locale;

/** How constants are spelled in answers. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
