// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/**
 * A check of this process alone, where a restart helps: deadlocked threads, an event loop that has
 * stopped. Liveness and startup take no other kind, so that a database's outage does not restart
 * the services that use it. A lambda may become one, as a deliberate act.
 *
 * <p>Implementations are called from changing threads, one at a time.
 */
@FunctionalInterface
public interface SelfCheck extends HealthCheck {}
