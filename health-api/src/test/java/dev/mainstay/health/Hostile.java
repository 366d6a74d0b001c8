// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.io.IOException;

/** What users' code may throw at its worst. Nothing may fail by it, and no log may tell of it. */
public final class Hostile {
    /** Never to be seen outside the process. */
    public static final String SECRET = "s3cret";

    private static final String WORDS =
            "redis://app:" + SECRET + "@db:6379 refused, password=" + SECRET;

    private Hostile() {}

    /** One that tells a secret in its message, its cause and its note. */
    public static IOException telling() {
        var thrown = new IOException(WORDS, new IllegalStateException(WORDS));
        thrown.addSuppressed(new IOException("Authorization: Bearer " + SECRET));
        return thrown;
    }

    /** The same for code that may throw nothing checked. */
    public static IllegalStateException tellingUnchecked() {
        return new IllegalStateException(WORDS, telling());
    }

    /** An Error that tells a secret. */
    public static AssertionError tellingError() {
        return new AssertionError(WORDS, telling());
    }

    /** One whose every method throws. */
    public static RuntimeException throwing() {
        return new Throwing();
    }

    private static final class Throwing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no words");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("no hash");
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("no equality");
        }
    }
}
