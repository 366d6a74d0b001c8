// SPDX-License-Identifier: Apache-2.0
/**
 * The circuit of a breaker, over resilience4j's: who is let through, and what the end of a call
 * changes. No API. Start at {@link dev.mainstay.resilience.circuit.Circuit}, which uses the others
 * downwards: the state machine, its states, the transitions.
 */
@NullMarked
package dev.mainstay.resilience.circuit;

import org.jspecify.annotations.NullMarked;
