// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes credentials out of words that leave the process: logs, reports, pages, messages. */
public final class Masking {
    /** What is longer is cut: a report is no dump. */
    private static final int LONGEST = 2_000;

    /** What may end a word behind a quote, which is part of it otherwise. */
    private static final String BEHIND_QUOTE = " \t\r\n,;}]):";

    private static final String QUOTES = "\"'<>";

    /** Oracle's URLs have no slashes before the user. */
    private static final Pattern ORACLE_USER = Pattern.compile("(?i)\\b(jdbc:oracle:\\w+:)\\S*@");

    /** The value of an Authorization header; prose goes on in small letters. */
    private static final Pattern BASIC =
            Pattern.compile("\\b([Bb]asic|BASIC)\\s+(?!realm=)(?=\\S+[A-Z0-9+/=])[\\w+/=-]{6,}");

    private static final Pattern BEARER =
            Pattern.compile(
                    "\\b([Bb]earer|BEARER)\\s+(?!(?:realm|scope|error)=)"
                            + "(?!(?:tokens?|auth[a-z]*|realm|scheme|error|is|was|or|and|not)"
                            + "[.,;:)]*(?:\\s|$))[\"']?[\\w.~+/=-]+[\"']?");

    /** A host's port, and not the beginning of a password. */
    private static final Pattern PORT = Pattern.compile("\\d{1,5}(?:[/?#\\s\"'<>]|$)");

    /** Names of parameters and settings which say that the value is secret. */
    private static final String SECRET_NAME =
            "(?:password|passwd|pwd|secret(?:[_-]?key)?|token|api[_-]?key|access[_-]?key)";

    private static final Pattern SECRET =
            Pattern.compile("(?i)" + SECRET_NAME + "[\"'\\\\]*\\s{0,8}(?:[=:]|%3D)\\s{0,8}(?=\\S)");

    private static final Pattern SECRET_KEY = Pattern.compile("(?i)" + SECRET_NAME + "$");

    private Masking() {}

    /** The text with {@code ***} in place of each credential, and at most 2,000 characters. */
    public static String mask(String text) {
        String masked = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
        masked = maskUsers(masked);
        masked = ORACLE_USER.matcher(masked).replaceAll("$1***@");
        masked = BASIC.matcher(masked).replaceAll("$1 ***");
        masked = BEARER.matcher(masked).replaceAll("$1 ***");
        return maskSecrets(masked);
    }

    /** Text of several lines, as a report, each masked and cut by itself. */
    public static String maskLines(String text) {
        return text.indexOf('\n') < 0
                ? mask(text)
                : text.lines().map(Masking::mask).collect(Collectors.joining("\n"));
    }

    /** A named value: all of it where the name says that it is secret. */
    public static Object maskValue(String name, Object value) {
        if (SECRET_KEY.matcher(name).find()) {
            return "***";
        }
        return value instanceof String text ? mask(text) : value;
    }

    public static @Nullable String maskNullable(@Nullable String text) {
        return text == null ? null : mask(text);
    }

    /** The user part of each URL. */
    private static String maskUsers(String text) {
        int slashes = text.indexOf("://");
        if (slashes < 0) {
            return text;
        }
        var masked = new StringBuilder();
        int done = 0;
        while (slashes >= 0) {
            int start = slashes + 3;
            int end = isWeb(text, slashes) ? endOfWebUser(text, start) : endOfUser(text, start);
            masked.append(text, done, start).append(end > start ? "***@" : "");
            done = Math.max(start, end);
            slashes = text.indexOf("://", done);
        }
        return masked.append(text, done, text.length()).toString();
    }

    private static boolean isWeb(String text, int schemeEnd) {
        int start = startOfScheme(text, schemeEnd);
        String scheme = text.substring(start, schemeEnd).toLowerCase(Locale.ROOT);
        return scheme.endsWith("http")
                || scheme.endsWith("https")
                || scheme.endsWith("ws")
                || scheme.endsWith("wss");
    }

    private static int startOfScheme(String text, int end) {
        int start = end;
        while (start > 0 && isOfScheme(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isOfScheme(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.');
    }

    /** To the last at-sign of the word: a password may hold what it must not. */
    private static int endOfUser(String text, int start) {
        int end = endOfWord(text, start, "");
        int next = text.indexOf("://", start);
        while (next >= 0 && next < end) {
            int scheme = startOfScheme(text, next);
            if (scheme > start && scheme < next && ",;|".indexOf(text.charAt(scheme - 1)) >= 0) {
                end = scheme - 1;
            }
            next = text.indexOf("://", next + 3);
        }
        return endOfUser(text, start, end);
    }

    /** Digits behind a host's colon are a port, and what follows is a path. */
    private static int endOfWebUser(String text, int start) {
        if (text.startsWith("[", start)) {
            return start;
        }
        int authority = endOfWord(text, start, "/?#");
        int colon = text.indexOf(':', start);
        if (colon >= 0 && colon < authority) {
            var port = PORT.matcher(text).region(colon + 1, text.length());
            if (!port.lookingAt()) {
                return endOfUser(text, start, endOfWord(text, start, ""));
            }
        }
        return endOfUser(text, start, authority);
    }

    /** Behind the last at-sign, or the end where the text was cut before one may have come. */
    private static int endOfUser(String text, int start, int end) {
        if (text.startsWith("/", start)) { // as file:///
            return start;
        }
        boolean cut = end == text.length() && text.endsWith("…");
        return cut ? end : Math.max(start, text.lastIndexOf('@', end - 1) + 1);
    }

    /** The value of each parameter whose name says that it is secret. */
    private static String maskSecrets(String text) {
        var secret = SECRET.matcher(text);
        var masked = new StringBuilder();
        int done = 0;
        while (secret.find(done)) {
            int end = endOfValue(text, secret.end());
            boolean says =
                    text.substring(secret.end(), end).chars().anyMatch(Character::isLetterOrDigit);
            masked.append(text, done, secret.end());
            masked.append(says ? "***" : text.substring(secret.end(), end));
            done = Math.max(end, secret.end());
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    private static int endOfValue(String text, int start) {
        char first = text.charAt(start);
        if (first == '\\') { // a quote within a quoted text
            int end = text.indexOf('\\', start + 1);
            return end < 0 ? text.length() : Math.min(end + 2, text.length());
        }
        if (first == '"' || first == '\'') {
            int end = start + 1;
            while (end < text.length() && text.charAt(end) != first) {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return behindTheWord(text, Math.min(end + 1, text.length()));
        }
        int brace = first == '{' ? text.indexOf('}', start) : -1;
        int end = endOfWord(text, start, "&;");
        return brace >= 0 && brace < endOfWord(text, start, "")
                ? behindTheWord(text, brace + 1)
                : end;
    }

    /** Where a word goes on behind a closing quote or brace, its end. */
    private static int behindTheWord(String text, int end) {
        boolean isOver = end == text.length() || "&\\".indexOf(text.charAt(end)) >= 0;
        return isOver || BEHIND_QUOTE.indexOf(text.charAt(end)) >= 0
                ? end
                : endOfWord(text, end, "&;");
    }

    /** The first white space, quote or comma that ends it, or other character that does. */
    private static int endOfWord(String text, int start, String others) {
        int end = start;
        while (end < text.length()) {
            char c = text.charAt(end);
            char next = end + 1 < text.length() ? text.charAt(end + 1) : ' ';
            boolean ends =
                    Character.isWhitespace(c)
                            || others.indexOf(c) >= 0
                            || (QUOTES.indexOf(c) >= 0 && BEHIND_QUOTE.indexOf(next) >= 0)
                            || (c == ',' && Character.isWhitespace(next));
            if (ends) {
                return end;
            }
            end++;
        }
        return end;
    }
}
