// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import org.jspecify.annotations.Nullable;

/** The document has no result; the reason is for its sender and names no address. */
final class ExtractionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    ExtractionException(String reason) {
        this(reason, null);
    }

    ExtractionException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
