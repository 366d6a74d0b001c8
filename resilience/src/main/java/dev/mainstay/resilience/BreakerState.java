// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

/** Where a {@link Breaker} stands. Immutable. */
public enum BreakerState {
    /** Calls go through and are counted. */
    CLOSED,
    /** Calls are refused until the open time has passed. */
    OPEN,
    /** A limited number of trial calls goes through; all of them must succeed. */
    HALF_OPEN,
    /** Calls are refused until somebody calls {@link Breaker#reset()}. */
    ISOLATED
}
