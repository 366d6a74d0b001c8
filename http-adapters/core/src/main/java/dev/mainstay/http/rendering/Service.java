// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.shutdown.InFlight;
import org.jspecify.annotations.Nullable;

/**
 * What answers say of the service beside its health.
 *
 * @param name everybody may see it; empty if it has none
 * @param inFlight the work under way, among the details; null if nothing counts it
 * @param version among the details; empty if it has none
 */
public record Service(String name, @Nullable InFlight inFlight, String version) {}
