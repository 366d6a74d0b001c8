// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

/** Redis did not do what it was asked to; it is worth asking again later. */
final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(Throwable cause) {
        super("Redis: " + Masking.message(cause), cause);
    }
}
