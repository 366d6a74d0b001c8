// SPDX-License-Identifier: Apache-2.0
/**
 * A breaker, a retrier and a supervisor that cannot wedge, over resilience4j. Start at {@link
 * dev.mainstay.resilience.Guard}.
 */
@NullMarked
package dev.mainstay.resilience;

import org.jspecify.annotations.NullMarked;
