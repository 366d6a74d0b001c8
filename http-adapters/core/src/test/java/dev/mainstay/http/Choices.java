// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.List;

/** Decisions read from bytes, so that whoever has bytes, at random or with a plan, can decide. */
final class Choices {
    private final byte[] bytes;
    private int at;

    Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A number from 0 to below a bound; 0 when the bytes are used up. */
    int below(int bound) {
        return next() % bound;
    }

    boolean oneIn(int n) {
        return below(n) == n - 1;
    }

    <T> T of(List<T> values) {
        return values.get(below(values.size()));
    }

    /** Any 16 bits: also half a surrogate pair, and what no encoding has. */
    char anyChar() {
        return (char) (next() << 8 | next());
    }

    private int next() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }
}
