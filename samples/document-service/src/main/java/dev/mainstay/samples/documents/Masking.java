// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;

/**
 * What may be logged or printed of words that come from elsewhere: settings, paths, messages of
 * exceptions, which like to quote a URL with its password. Rather too much is masked than too
 * little. What Mainstay itself logs and shows, it masks by itself.
 */
final class Masking {
    /** The user and password of a URL; a password may hold what stands before the last at-sign. */
    private static final Pattern USER = Pattern.compile("(?<=//).*@");

    private static final Pattern HEADER = Pattern.compile("(?i)\\b(basic|bearer)\\s+[\\w.~+/=-]+");

    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key)"
                            + "[\"']?\\s?[=:]\\s?)(?:\"[^\"]*\"?|'[^']*'?|[^\\s&;,\"'<>]+)");

    private static final Pattern LINE_END = Pattern.compile("\\R");

    private Masking() {}

    /** In one line, so that it cannot pass for another line of the log. */
    static String mask(String text) {
        String masked = USER.matcher(LINE_END.matcher(text).replaceAll(" ")).replaceAll("***@");
        masked = HEADER.matcher(masked).replaceAll("$1 ***");
        return NAMED.matcher(masked).replaceAll("$1***");
    }

    /** What it says; its class, if it says nothing. */
    static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : mask(message);
    }

    static String describe(Throwable thrown) {
        return mask(thrown.toString());
    }

    /** Its stack and its causes, in the place of the throwable, which a log prints as it is. */
    static String trace(Throwable thrown) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString()
                .lines()
                .map(Masking::mask)
                .reduce("", (lines, line) -> lines + System.lineSeparator() + line);
    }
}
