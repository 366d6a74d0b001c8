// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes credentials out of what is printed. A copy of the library's rules, held to the same table
 * of cases: this program has no dependency.
 */
final class Masking {
    private static final int LONGEST = 2_000;

    /** A text without any of them holds no credential, and loads no patterns. */
    private static final String[] SIGNS = {
        "://", "oracle", "basic", "bearer", "pass", "pwd", "secret", "token", "key"
    };

    private Masking() {}

    /** The text with {@code ***} in place of each credential, and at most 2,000 characters. */
    static String mask(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
        String small = start.toLowerCase(Locale.ROOT);
        for (String sign : SIGNS) {
            if (small.contains(sign)) {
                return Patterns.mask(start);
            }
        }
        return start;
    }

    /** Loaded by who needs them, which a probe that passes does not. */
    private static final class Patterns {
        /** Digits behind a host's colon are a port. */
        private static final Pattern WEB_USER =
                Pattern.compile(
                        "(?i)(?<=(?:https?|wss?)://)(?:"
                                + "[^/?#\\s\"'<>@:]*:(?!\\d{1,5}(?:[/?#\\s\"'<>]|$))"
                                + "[^\\s\"'<>]*(?:@|…$)"
                                + "|[^/?#\\s\"'<>]*(?:@|…$))");

        /** To the last at-sign: a password may hold what it must not. */
        private static final Pattern USER =
                Pattern.compile(
                        "(?i)(?<!https?://)(?<!wss?://)(?<=://)(?:(?!://)[^\\s\"'<>])*(?:@|…$)");

        private static final Pattern ORACLE_USER =
                Pattern.compile("(?i)\\b(jdbc:oracle:\\w+:)[^\\s\"'<>@]*@");

        private static final Pattern BASIC =
                Pattern.compile("\\b([Bb]asic|BASIC)\\s+(?=\\S+[A-Z0-9+/=])[\\w+/=-]{6,}");

        private static final Pattern BEARER =
                Pattern.compile(
                        "\\b([Bb]earer|BEARER)\\s+"
                            + "(?!(?:tokens?|auth[a-z]*|realm|scheme|error|is|was|or|and|not)\\b)"
                            + "[\\w.~+/=-]+");

        private static final Pattern SECRET =
                Pattern.compile(
                        "(?i)\\b([\\w.-]{0,40}(?:password|passwd|pwd|secret(?:[_-]?key)?|token"
                                + "|api[_-]?key|access[_-]?key))([\"']?\\s?[=:]\\s?)"
                                + "(?:\"[^\"]*\"?|'[^']*'?|(?:[^\\s&;,\"'<>]|,(?!\\s))+)");

        private Patterns() {}

        static String mask(String text) {
            String masked = WEB_USER.matcher(text).replaceAll("***@");
            masked = USER.matcher(masked).replaceAll("***@");
            masked = ORACLE_USER.matcher(masked).replaceAll("$1***@");
            masked = BASIC.matcher(masked).replaceAll("$1 ***");
            masked = BEARER.matcher(masked).replaceAll("$1 ***");
            return SECRET.matcher(masked).replaceAll("$1$2***");
        }
    }
}
