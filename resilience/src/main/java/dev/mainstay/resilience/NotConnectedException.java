// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Connector} has no connection just now. It has no stack trace; its cause is why the
 * latest attempt failed, or the connection was lost.
 *
 * <p>Immutable.
 */
public final class NotConnectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConnectedException(String name, String why, @Nullable Throwable cause) {
        super("'%s' is not connected (%s)".formatted(name, why), cause, true, false);
    }
}
