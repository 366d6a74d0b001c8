// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** Brings a path into its one form, or refuses it. */
final class Paths {
    static final int MAX_PATH = 1_024;

    private static final int DELETE = 0x7f;

    private Paths() {}

    /**
     * Decodes a path, once. What another party on the way might read differently is refused: it
     * could be let through there as one path and be answered here as another.
     */
    static String normalise(String raw) {
        if (raw.length() > MAX_PATH) {
            throw Problems.tooLong("path", MAX_PATH);
        }
        if (!raw.startsWith("/")) {
            throw Problems.badRequest("the path must begin with a slash");
        }
        var path = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            boolean escaped = c == '%';
            int decoded = escaped ? octet(raw, at) : c;
            if (decoded < 0) {
                throw Problems.badRequest("the path holds a malformed percent escape");
            }
            if (isUnsafe(decoded) || (escaped && decoded == '/')) {
                throw Problems.badRequest(
                        "the path must not hold ';', '\\', encoded slashes or control characters");
            }
            path.append((char) decoded);
            at += escaped ? 3 : 1;
        }
        return withPlainSegments(path.toString());
    }

    /** The octet that a percent escape stands for; -1 if it is malformed. */
    static int octet(String raw, int at) {
        if (at + 2 >= raw.length()) {
            return -1;
        }
        int high = hex(raw.charAt(at + 1));
        int low = hex(raw.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static String withPlainSegments(String path) {
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(start, end);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw Problems.badRequest("the path must not hold '//', '.' or '..'");
            }
            start = end + 1;
        }
        return path;
    }

    private static boolean isUnsafe(int c) {
        return c == ';' || c == '\\' || c < ' ' || c == DELETE;
    }

    /** ASCII digits alone: other alphabets' digits are none in a URI. */
    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
