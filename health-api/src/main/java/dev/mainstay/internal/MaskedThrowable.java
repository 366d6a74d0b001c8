// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A copy of a throwable for the log: the same class name, stack, causes and notes, masked. */
@SuppressWarnings("CatchThrowable") // what a hostile one throws ends here, whatever it is
final class MaskedThrowable extends Throwable {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 64;

    private MaskedThrowable(String words, @Nullable Throwable cause) {
        super(words, cause);
    }

    /** The throwable itself where masking changes nothing in it, its causes and its notes. */
    static Throwable of(Throwable thrown) {
        var copies = new IdentityHashMap<Throwable, MaskedThrowable>();
        var changed = new boolean[1];
        Throwable copy = copy(thrown, copies, changed);
        return changed[0] ? copy : thrown;
    }

    private static MaskedThrowable copy(
            Throwable thrown, Map<Throwable, MaskedThrowable> copies, boolean[] changed) {
        Throwable cause = Throwables.cause(thrown);
        // A placeholder first, so that one that is among its own causes ends the walk.
        copies.put(thrown, new MaskedThrowable(words(thrown, changed) + " (again)", null));
        MaskedThrowable masked =
                new MaskedThrowable(
                        words(thrown, changed),
                        cause == null ? null : next(cause, copies, changed));
        copies.put(thrown, masked);
        try {
            masked.setStackTrace(thrown.getStackTrace());
            for (Throwable note : thrown.getSuppressed()) {
                masked.addSuppressed(next(note, copies, changed));
            }
        } catch (Throwable broken) {
            changed[0] = true;
        }
        return masked;
    }

    private static MaskedThrowable next(
            Throwable thrown, Map<Throwable, MaskedThrowable> copies, boolean[] changed) {
        MaskedThrowable known = copies.get(thrown);
        if (known != null) {
            return known;
        }
        if (copies.size() >= MOST) {
            changed[0] = true;
            return new MaskedThrowable("(and more)", null);
        }
        return copy(thrown, copies, changed);
    }

    /** As it prints itself; where its own code throws, its class. */
    private static String words(Throwable thrown, boolean[] changed) {
        try {
            String own = thrown.toString();
            String masked = Masking.mask(own);
            String message = thrown.getMessage(); // what some backends print in its place
            changed[0] |=
                    !masked.equals(own)
                            || (message != null && !Masking.mask(message).equals(message));
            return masked;
        } catch (Throwable broken) {
            changed[0] = true;
            return thrown.getClass().getName() + " (its message could not be read)";
        }
    }

    /** It is printed under the name of what it is a copy of. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message begins with that name
    public String toString() {
        return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
