// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What is done with throwables of users' code, whose own methods may throw as well. */
@SuppressWarnings("CatchThrowable") // what a hostile one throws ends here, whatever it is
public final class Throwables {
    /** A shared exception instance must not collect notes without end. */
    private static final int MOST_SUPPRESSED = 16;

    private static final int DEEPEST_WRAPPER = 16;
    private static final int DEEPEST_CAUSE = 64;

    private Throwables() {}

    /** Class and message in one line, masked. */
    public static String describe(Throwable thrown) {
        String name = requireNonNull(thrown, "cause").getClass().getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank()
                    ? simple
                    : simple + ": " + Text.oneLine(Masking.mask(message));
        } catch (Throwable broken) {
            return simple + " (its message could not be read)";
        }
    }

    /** Its message alone, in one line and masked; its class where it has none. */
    public static String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            if (message != null && !message.isBlank()) {
                return Text.oneLine(Masking.mask(message));
            }
        } catch (Throwable broken) {
            return describe(thrown);
        }
        return describe(thrown);
    }

    /** What a logging backend may print: itself where it holds no credential, else a copy. */
    public static Throwable masked(Throwable thrown) {
        return MaskedThrowable.of(thrown);
    }

    /** What futures wrapped, however often they did. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable found = thrown;
        for (int depth = 0; depth < DEEPEST_WRAPPER && isWrapper(found); depth++) {
            Throwable cause = cause(found);
            if (cause == null) {
                return found;
            }
            found = cause;
        }
        return found;
    }

    public static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException || thrown instanceof ExecutionException;
    }

    /** Whether one is the other, or somewhere among its causes. */
    public static boolean leadsTo(Throwable from, Throwable to) {
        Throwable found = from;
        for (int depth = 0; found != null && depth < DEEPEST_CAUSE; depth++) {
            if (found == to) {
                return true;
            }
            found = cause(found);
        }
        return false;
    }

    /** The cause; none where it cannot be asked for. */
    public static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }

    /** Attaches a note, unless it is the error itself or the error carries plenty. */
    public static void suppress(Throwable error, Throwable note) {
        if (error != note && error.getSuppressed().length < MOST_SUPPRESSED) {
            error.addSuppressed(note);
        }
    }

    /** Throws it as it is, checked or not. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <E extends Throwable> RuntimeException raise(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
