// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.util.Locale;
import java.util.regex.Pattern;

/** How words are spelled where they leave the process. */
public final class Text {
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private Text() {}

    /** Without line breaks and other control characters, which would forge lines of a log. */
    public static String oneLine(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }

    /** How a constant is spelled in answers, meters and logs. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
