// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import org.jspecify.annotations.Nullable;

/** Makes what was given or came over the wire fit to be printed. */
final class Text {
    private Text() {}

    /**
     * Credentials become {@code ***}, and control characters, which could move a terminal's cursor,
     * spaces.
     */
    static String printable(@Nullable String text) {
        if (text == null) {
            return "no reason given";
        }
        var printable = new StringBuilder(Masking.mask(text));
        for (int i = 0; i < printable.length(); i++) {
            if (Character.isISOControl(printable.charAt(i))) {
                printable.setCharAt(i, ' ');
            }
        }
        return printable.toString();
    }
}
