// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.List;

/** Text as an attacker would bend it. */
final class HostileText {
    private static final String ALPHABET =
            "/health%2eready;?&=exclud.+-\\\u0000\u00fc\ud83d12zF{\"<'";

    private static final List<String> TOKENS =
            List.of(
                    "%2e%2e",
                    "%2E",
                    "%2f",
                    "%2F",
                    "%5c",
                    "%252e",
                    "%00",
                    "%0d%0aSet-Cookie:%20a=b",
                    "%c0%af",
                    "%u002f",
                    "%",
                    "%2",
                    "%zz",
                    "/",
                    "//",
                    "/./",
                    "/../",
                    "/..;/",
                    "\\",
                    ";jsessionid=x",
                    ";",
                    "?",
                    "#",
                    "*",
                    " ",
                    "\r\nX: y",
                    "\u0000",
                    "\u0085",
                    "\u2028",
                    "\u00e9",
                    "\uff0f",
                    "\uff21",
                    "\u017f",
                    "\u212a",
                    "\ud83d",
                    "<script>alert(1)</script>",
                    "\"}",
                    "${jndi:x}",
                    "detailed",
                    "/detailed",
                    "status",
                    "metrics",
                    "exclude=",
                    "verbose");

    private HostileText() {}

    /** Up to four changes of a text. */
    static String bend(String text, Choices choices) {
        String bent = text;
        for (int left = choices.below(5); left > 0; left--) {
            bent = bendOnce(bent, choices);
        }
        return bent;
    }

    static String tokens(Choices choices) {
        var text = new StringBuilder();
        for (int left = choices.below(30); left > 0; left--) {
            if (choices.oneIn(3)) {
                text.append(choices.of(TOKENS));
            } else {
                text.append(ALPHABET.charAt(choices.below(ALPHABET.length())));
            }
        }
        return text.toString();
    }

    static String anything(Choices choices) {
        var text = new StringBuilder();
        for (int left = choices.below(40); left > 0; left--) {
            text.append(choices.anyChar());
        }
        return text.toString();
    }

    /** Around the limits that the core has, and far over them. */
    static String tooMuch(String of, Choices choices) {
        int length = choices.of(List.of(1_020, 1_024, 1_025, 4_095, 4_097, 20_000));
        String piece = of.isEmpty() ? "a" : of;
        return piece.repeat(length / piece.length() + 1).substring(0, length);
    }

    private static String bendOnce(String text, Choices choices) {
        int at = text.isEmpty() ? 0 : choices.below(text.length());
        String before = text.substring(0, at);
        String after = text.substring(at);
        return switch (choices.below(7)) {
            case 0, 1 -> before + choices.of(TOKENS) + after;
            case 2 -> text + choices.of(TOKENS);
            case 3 -> before + (after.isEmpty() ? "" : after.substring(1));
            case 4 -> before + (after.isEmpty() ? "" : swapCase(after.charAt(0)) + rest(after));
            case 5 -> before + (after.isEmpty() ? "" : escape(after.charAt(0)) + rest(after));
            default -> before + choices.anyChar() + after;
        };
    }

    private static char swapCase(char c) {
        return Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
    }

    private static String escape(char c) {
        return "%%%02x".formatted((int) c & 0xff);
    }

    private static String rest(String text) {
        return text.substring(1);
    }
}
