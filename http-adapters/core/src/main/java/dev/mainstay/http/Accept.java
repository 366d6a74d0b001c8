// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.Locale;
import java.util.Set;

/** What an {@code Accept} header prefers. One that makes no sense prefers nothing. */
final class Accept {
    private static final int MAX_LENGTH = 1_024;

    /** Types that many answers have. Who names another one means that one. */
    private static final Set<String> COMMON = Set.of("application/json", "text/plain", "text/html");

    private Accept() {}

    /** The dialect that a header prefers to another one, the first of several; else that one. */
    static Dialect dialect(String header, Dialect otherwise) {
        if (header.length() > MAX_LENGTH) {
            return otherwise;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        Dialect best = otherwise;
        int most = weight(accept, otherwise.mediaType());
        for (Dialect each : Dialect.all()) {
            int weight = each.isChoosable() ? weight(accept, each.mediaType()) : 0;
            if (weight > most) {
                best = each;
                most = weight;
            }
        }
        return best;
    }

    static boolean prefersOpenMetrics(String header) {
        if (header.length() > MAX_LENGTH) {
            return false;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        return weight(accept, "application/openmetrics-text") > weight(accept, "text/plain");
    }

    /**
     * How much a type is wanted: its quality in thousandths, and with equal quality a dialect that
     * is named is wanted more than a common type that is, and that one more than what falls under a
     * wildcard.
     */
    private static int weight(String accept, String type) {
        String wildcard = type.substring(0, type.indexOf('/')) + "/*";
        int named = -1;
        int quality = 0;
        int start = 0;
        while (start <= accept.length()) {
            int comma = accept.indexOf(',', start);
            int end = comma < 0 ? accept.length() : comma;
            String range = accept.substring(start, end);
            int semicolon = range.indexOf(';');
            String name = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
            int precision = precision(name, type, wildcard);
            if (precision > named) {
                named = precision;
                quality = quality(range);
            }
            start = end + 1;
        }
        return quality == 0 ? 0 : quality * 4 + named;
    }

    private static int precision(String name, String type, String wildcard) {
        if (name.equals(type)) {
            return COMMON.contains(type) ? 2 : 3;
        }
        return name.equals(wildcard) ? 1 : name.equals("*/*") ? 0 : -1;
    }

    private static int quality(String range) {
        for (String parameter : range.split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals >= 0 && parameter.substring(0, equals).strip().equals("q")) {
                return thousandths(parameter.substring(equals + 1).strip());
            }
        }
        return 1_000;
    }

    private static int thousandths(String value) {
        try {
            double quality = Double.parseDouble(value);
            return quality >= 0 && quality <= 1 ? (int) (quality * 1_000) : 1_000;
        } catch (NumberFormatException e) {
            return 1_000;
        }
    }
}
