// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** What a request says of the answer it has already, and how long it would wait for another. */
final class Conditions {
    static final int LONGEST_WAIT = 60;

    private Conditions() {}

    /**
     * Whether an {@code If-None-Match} names a tag: weakly compared, as RFC 9110 has it in section
     * 13.1.2. What is malformed names nothing.
     */
    static boolean names(String ifNoneMatch, String weakTag) {
        String header = ifNoneMatch.strip();
        int opaque = "W/".length();
        int length = weakTag.length() - opaque;
        int at = 0;
        while (at < header.length()) {
            char c = header.charAt(at);
            if (c == ',' || c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int quote = header.startsWith("W/", at) ? at + "W/".length() : at;
            int end = header.startsWith("\"", quote) ? header.indexOf('"', quote + 1) : -1;
            if (end < 0) {
                break;
            }
            if (end + 1 - quote == length && header.regionMatches(quote, weakTag, opaque, length)) {
                return true;
            }
            at = end + 1;
        }
        return header.equals("*");
    }

    /**
     * The seconds of a {@code Prefer: wait=30}, RFC 7240, section 4.3; at most 60. 0 if there is no
     * such preference, or none that makes sense: a server passes over those.
     */
    static int secondsToWait(String prefer) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= prefer.length(); i++) {
            char c = i == prefer.length() ? ',' : prefer.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (c == ',' && (!quoted || i == prefer.length())) {
                String[] words = nameAndValue(prefer.substring(start, i));
                if (words[0].equalsIgnoreCase("wait")) {
                    return seconds(words[1]); // the first one counts
                }
                start = i + 1;
            }
        }
        return 0;
    }

    /** Without the parameters of the preference. */
    private static String[] nameAndValue(String preference) {
        int semicolon = preference.indexOf(';');
        String text = semicolon < 0 ? preference : preference.substring(0, semicolon);
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        return new String[] {name.strip(), equals < 0 ? "" : text.substring(equals + 1).strip()};
    }

    private static int seconds(String value) {
        String digits = value;
        if (digits.length() > 2 && digits.startsWith("\"") && digits.endsWith("\"")) {
            digits = digits.substring(1, digits.length() - 1);
        }
        int seconds = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            seconds = Math.min(LONGEST_WAIT, seconds * 10 + digit);
        }
        return seconds;
    }
}
