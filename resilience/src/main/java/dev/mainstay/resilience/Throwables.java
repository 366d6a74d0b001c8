// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What is done with throwables, whose own code may throw as well. */
final class Throwables {
    /** A shared exception instance must not collect notes without end. */
    private static final int MOST_SUPPRESSED = 16;

    private Throwables() {}

    /** What a future wrapped, however often it did. */
    static Throwable unwrap(Throwable thrown) {
        Throwable found = thrown;
        for (int depth = 0; depth < 16 && isWrapper(found); depth++) {
            Throwable cause = found.getCause();
            if (cause == null) {
                return found;
            }
            found = cause;
        }
        return found;
    }

    static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException || thrown instanceof ExecutionException;
    }

    /** Attaches a note, unless it is the error itself or the error carries plenty. */
    static void suppress(Throwable error, Throwable note) {
        if (error != note && error.getSuppressed().length < MOST_SUPPRESSED) {
            error.addSuppressed(note);
        }
    }

    /** A throwable's class and message; its own code may throw, and its message may be null. */
    static String describe(Throwable thrown) {
        String name = thrown.getClass().getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? simple : simple + ": " + message;
        } catch (RuntimeException e) {
            return simple + " (its message could not be read)";
        }
    }

    /** Throws it as it is, checked or not. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> RuntimeException raise(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
