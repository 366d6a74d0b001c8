// SPDX-License-Identifier: Apache-2.0
/**
 * An orderly shutdown within one deadline, and the work in flight that it waits for. Start at
 * {@link dev.mainstay.shutdown.ShutdownCoordinator}.
 */
@NullMarked
package dev.mainstay.shutdown;

import org.jspecify.annotations.NullMarked;
