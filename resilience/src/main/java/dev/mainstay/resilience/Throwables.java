// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What is done with throwables, whose own code may throw as well. */
final class Throwables {
    /** A shared exception instance must not collect notes without end. */
    private static final int MOST_SUPPRESSED = 16;

    private Throwables() {}

    /** What a future wrapped, however often it did. */
    static Throwable unwrap(Throwable thrown) {
        Throwable found = thrown;
        for (int depth = 0; depth < 16 && isWrapper(found); depth++) {
            Throwable cause = cause(found);
            if (cause == null) {
                return found;
            }
            found = cause;
        }
        return found;
    }

    /** Whether one is the other, or somewhere among its causes. */
    static boolean leadsTo(Throwable from, Throwable to) {
        Throwable found = from;
        for (int depth = 0; found != null && depth < 64; depth++) {
            if (found == to) {
                return true;
            }
            found = cause(found);
        }
        return false;
    }

    @SuppressWarnings("CatchThrowable")
    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable broken) {
            return null;
        }
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
    @SuppressWarnings("CatchThrowable")
    static String describe(Throwable thrown) {
        String name = thrown.getClass().getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? simple : simple + ": " + message;
        } catch (Throwable broken) {
            return simple + " (its message could not be read)";
        }
    }

    /** Logs it; one that cannot be printed, as its own code throws, by its class alone. */
    @SuppressWarnings("CatchThrowable")
    static void warn(Logger log, String message, @Nullable Throwable thrown) {
        try {
            log.warn(message, thrown);
        } catch (Throwable broken) {
            try {
                log.warn("{} ({})", message, thrown == null ? "" : describe(thrown));
            } catch (Throwable again) {
                // The log itself is broken, and what calls this must go on.
                return;
            }
        }
    }

    /** Throws it as it is, checked or not. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> RuntimeException raise(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
