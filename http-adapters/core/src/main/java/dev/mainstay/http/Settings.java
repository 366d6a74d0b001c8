// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.rendering.Service;

/**
 * What the resources of one application share.
 *
 * @param details what callers without the key are shown
 * @param dialect for who asks for none
 */
record Settings(
        HealthMonitor monitor,
        Details details,
        Dialect dialect,
        Service service,
        Exclusion exclusion) {}
