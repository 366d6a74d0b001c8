// SPDX-License-Identifier: Apache-2.0
/**
 * Health checks, the monitor that runs them, and the report that never blocks. Start at {@link
 * dev.mainstay.health.HealthMonitor}.
 */
@NullMarked
package dev.mainstay.health;

import org.jspecify.annotations.NullMarked;
