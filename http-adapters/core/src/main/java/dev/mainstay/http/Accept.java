// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.Locale;

/** What a client would rather have. What nobody can make sense of means the configured form. */
final class Accept {
    private static final int MAX_LENGTH = 1_024;
    private static final Form[] OTHERS = {Form.JSON, Form.TEXT, Form.SPRING_BOOT, Form.IETF};

    private Accept() {}

    /** The form that an Accept header asks for; what it wants as much is the configured one. */
    static Form form(String header, Form configured) {
        if (header.length() > MAX_LENGTH) {
            return configured;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        Form best = configured;
        int most = weight(accept, configured);
        for (Form form : OTHERS) {
            int weight = weight(accept, form);
            if (weight > most) {
                best = form;
                most = weight;
            }
        }
        return best;
    }

    static boolean wantsOpenMetrics(String header) {
        if (header.length() > MAX_LENGTH) {
            return false;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        return weight(accept, "application/openmetrics-text", 3) > weight(accept, "text/plain", 2);
    }

    private static int weight(String accept, Form form) {
        return weight(accept, form.type(), form.hasItsOwnType() ? 3 : 2);
    }

    /**
     * How much a type is wanted: its quality in thousandths, and with equal quality a dialect that
     * is named is wanted more than a common type that is, and that one more than what falls under a
     * wildcard.
     */
    private static int weight(String accept, String type, int exact) {
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
            int precision =
                    name.equals(type)
                            ? exact
                            : name.equals(wildcard) ? 1 : name.equals("*/*") ? 0 : -1;
            if (precision > named) {
                named = precision;
                quality = quality(range);
            }
            start = end + 1;
        }
        return quality == 0 ? 0 : quality * 4 + named;
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
