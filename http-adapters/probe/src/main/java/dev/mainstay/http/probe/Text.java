// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import org.jspecify.annotations.Nullable;

/** Makes what came over the wire fit for a terminal. */
final class Text {
    private Text() {}

    /** Control characters, which could move a terminal's cursor, become spaces. */
    static String visible(@Nullable String text) {
        if (text == null) {
            return "no reason given";
        }
        var visible = new StringBuilder(text);
        for (int i = 0; i < visible.length(); i++) {
            if (Character.isISOControl(visible.charAt(i))) {
                visible.setCharAt(i, ' ');
            }
        }
        return visible.toString();
    }
}
