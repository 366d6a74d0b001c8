// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.util.regex.Pattern;

/** Takes credentials out of text that operators will read. */
final class Masking {
    private static final int MAX_LENGTH = 2_000;

    /**
     * The user part of a URL, as in {@code redis://user:secret@host}. A password may hold what it
     * must not, as a slash; a port is not one. Where the text was cut, what may be one goes too.
     */
    private static final Pattern USER_INFO =
            Pattern.compile(
                    "(?<=://)(?:[^/?#\\s\"'<>@:]*:(?!\\d{1,5}(?:[/?#\\s\"'<>]|$))[^\\s\"'<>]*@"
                            + "|[^/?#\\s\"'<>]*(?:@|…$))");

    /** Parameters and settings whose names say that they are secret. */
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)\\b([\\w.-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key))"
                            + "(\\s?[=:]\\s?)[^\\s&;,\"'<>]+");

    private Masking() {}

    static String mask(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
        String withoutUser = cut.contains("://") ? USER_INFO.matcher(cut).replaceAll("***@") : cut;
        return SECRET.matcher(withoutUser).replaceAll("$1$2***");
    }
}
