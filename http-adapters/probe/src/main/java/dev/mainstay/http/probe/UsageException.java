// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

/** The arguments ask for something that can't be. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
