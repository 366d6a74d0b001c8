// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import org.jspecify.annotations.Nullable;

/**
 * The extractor gave no answer to go by, and the document is to be tried again later; the reason is
 * for the document's sender and names no address.
 */
final class ExtractorUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean failedOnDocument;

    private ExtractorUnavailableException(
            String reason, boolean failedOnDocument, @Nullable Throwable cause) {
        super(reason, cause);
        this.reason = reason;
        this.failedOnDocument = failedOnDocument;
    }

    /** No answer came. */
    static ExtractorUnavailableException silent(String reason, @Nullable Throwable cause) {
        return new ExtractorUnavailableException(reason, false, cause);
    }

    /** It, or a proxy before it, answered that it takes nothing at the moment. */
    static ExtractorUnavailableException refusing(String reason) {
        return new ExtractorUnavailableException(reason, false, null);
    }

    /** It had the document in hand and failed. */
    static ExtractorUnavailableException failing(String reason) {
        return new ExtractorUnavailableException(reason, true, null);
    }

    String reason() {
        return reason;
    }

    /** Whether it may be the document that makes the extractor fail. */
    boolean failedOnDocument() {
        return failedOnDocument;
    }
}
