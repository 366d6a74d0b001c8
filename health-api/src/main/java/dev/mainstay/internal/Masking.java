// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes credentials out of words that leave the process: logs, reports, pages, messages. */
public final class Masking {
    /** What is longer is cut: a report is no dump. */
    private static final int LONGEST = 2_000;

    /**
     * The user part of a web address. Digits behind a host's colon are a port; where the text was
     * cut, what may be a user part goes too.
     */
    private static final Pattern WEB_USER =
            Pattern.compile(
                    "(?i)(?<=(?:https?|wss?)://)"
                        + "(?:[^/?#\\s\"'<>@:]*:(?!\\d{1,5}(?:[/?#\\s\"'<>]|$))[^\\s\"'<>]*(?:@|…$)"
                        + "|[^/?#\\s\"'<>]*(?:@|…$))");

    /** That of any other URL, to its last at-sign: a password may hold what it must not. */
    private static final Pattern USER =
            Pattern.compile(
                    "(?i)(?<!https?://)(?<!wss?://)(?<=://)(?:(?!://)[^\\s\"'<>])*(?:@|…$)");

    /** Oracle's URLs have no slashes before the user. */
    private static final Pattern ORACLE_USER =
            Pattern.compile("(?i)\\b(jdbc:oracle:\\w+:)[^\\s\"'<>@]*@");

    /** The value of an Authorization header; prose goes on in small letters. */
    private static final Pattern BASIC =
            Pattern.compile("\\b([Bb]asic|BASIC)\\s+(?=\\S+[A-Z0-9+/=])[\\w+/=-]{6,}");

    private static final Pattern BEARER =
            Pattern.compile(
                    "\\b([Bb]earer|BEARER)\\s+"
                            + "(?!(?:tokens?|auth[a-z]*|realm|scheme|error|is|was|or|and|not)\\b)"
                            + "[\\w.~+/=-]+");

    /** Parameters and settings whose names say that they are secret. */
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)\\b([\\w.-]{0,40}(?:password|passwd|pwd|secret(?:[_-]?key)?|token"
                            + "|api[_-]?key|access[_-]?key))([\"']?\\s?[=:]\\s?)"
                            + "(?:\"[^\"]*\"?|'[^']*'?|(?:[^\\s&;,\"'<>]|,(?!\\s))+)");

    private Masking() {}

    /** The text with {@code ***} in place of each credential, and at most 2,000 characters. */
    public static String mask(String text) {
        String masked = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
        if (masked.contains("://")) {
            masked = WEB_USER.matcher(masked).replaceAll("***@");
            masked = USER.matcher(masked).replaceAll("***@");
        }
        masked = ORACLE_USER.matcher(masked).replaceAll("$1***@");
        masked = BASIC.matcher(masked).replaceAll("$1 ***");
        masked = BEARER.matcher(masked).replaceAll("$1 ***");
        return SECRET.matcher(masked).replaceAll("$1$2***");
    }

    /** Text of several lines, as a report, each masked and cut by itself. */
    public static String maskLines(String text) {
        return text.indexOf('\n') < 0
                ? mask(text)
                : text.lines().map(Masking::mask).collect(Collectors.joining("\n"));
    }

    public static @Nullable String maskNullable(@Nullable String text) {
        return text == null ? null : mask(text);
    }
}
