// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that mean something; others, and unknown formats, are passed over: no parameter
 * but the exclude one may change a status code.
 *
 * @param dialect what {@code format} and {@code verbose} ask for; null if they ask for nothing
 * @param excluded the names of the checks to leave out of the status
 */
record Query(@Nullable Dialect dialect, Set<String> excluded) {
    static final int MAX_QUERY = 4_096;
    static final int MAX_EXCLUDED = 64;

    /** What most probers send. */
    private static final String ANYTHING = "*/*";

    private static final Query NONE = new Query(null, Set.of());

    static Query parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        if (raw.length() > MAX_QUERY) {
            throw Problems.tooLong("query", MAX_QUERY);
        }
        String format = "";
        boolean verbose = false;
        Set<String> excluded = new LinkedHashSet<>();
        int start = 0;
        while (start <= raw.length()) {
            int ampersand = raw.indexOf('&', start);
            int end = ampersand < 0 ? raw.length() : ampersand;
            int equals = raw.indexOf('=', start);
            int split = equals < 0 || equals > end ? end : equals;
            String value = split == end ? "" : decode(raw.substring(split + 1, end));
            switch (decode(raw.substring(start, split))) {
                case "format" -> format = value;
                case "verbose" -> verbose = true;
                case "exclude" -> excluded.add(value);
                default -> {}
            }
            start = end + 1;
        }
        if (excluded.size() > MAX_EXCLUDED) {
            throw tooMany(excluded.size());
        }
        return new Query(dialect(format, verbose), excluded);
    }

    private static @Nullable Dialect dialect(String format, boolean verbose) {
        Dialect named = Dialect.named(format);
        boolean text = named == null || named == Dialect.TEXT;
        return verbose && text ? Dialect.VERBOSE_TEXT : named;
    }

    /** The dialect that a request is answered in: that of its query, or else of its Accept. */
    Dialect dialect(HealthRequest request, Dialect otherwise) {
        if (dialect != null) {
            return dialect;
        }
        String accept = request.header("Accept").orElse(ANYTHING);
        return accept.equals(ANYTHING) ? otherwise : Accept.dialect(accept, otherwise);
    }

    private static Refusal tooMany(int names) {
        return Problems.badRequest(
                "at most %d names can be excluded, but there are %d"
                        .formatted(MAX_EXCLUDED, names));
    }

    /** Percent escapes and plus signs; a malformed escape stands for itself. */
    private static String decode(String raw) {
        if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
            return raw;
        }
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        int length = 0;
        for (int at = 0; at < latin.length(); at++) {
            int octet = latin.charAt(at) == '%' ? Paths.octet(latin, at) : -1;
            if (octet >= 0) {
                bytes[length++] = (byte) octet;
                at += 2;
            } else {
                bytes[length++] = latin.charAt(at) == '+' ? (byte) ' ' : bytes[at];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
