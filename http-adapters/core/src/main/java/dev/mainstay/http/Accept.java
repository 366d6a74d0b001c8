// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.Locale;

/** What a client would rather have. What nobody can make sense of means JSON. */
final class Accept {
    private static final int MAX_LENGTH = 1_024;

    private Accept() {}

    /** The form that an Accept header asks for. */
    static Form form(String header) {
        if (header.length() > MAX_LENGTH) {
            return Form.JSON;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        int json = weight(accept, "application/json");
        int text = weight(accept, "text/plain");
        return text > json ? Form.TEXT : Form.JSON;
    }

    /**
     * How much a type is wanted: its quality in thousandths, and with equal quality a type that is
     * named is wanted more than one that falls under a wildcard.
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
            int precision =
                    name.equals(type) ? 2 : name.equals(wildcard) ? 1 : name.equals("*/*") ? 0 : -1;
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
