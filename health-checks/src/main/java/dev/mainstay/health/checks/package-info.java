// SPDX-License-Identifier: Apache-2.0
/**
 * Ready-made checks: Redis, disk, memory, queue workers, deadlock. Start at {@link
 * dev.mainstay.health.checks.JedisCheck} or {@link dev.mainstay.health.checks.WorkerRegistry}.
 */
@NullMarked
package dev.mainstay.health.checks;

import org.jspecify.annotations.NullMarked;
