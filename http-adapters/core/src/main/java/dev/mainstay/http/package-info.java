// SPDX-License-Identifier: Apache-2.0
/**
 * Health over HTTP: which path answers what, to whom, in which form. Start at {@link
 * dev.mainstay.http.HealthEndpoints}.
 */
@NullMarked
package dev.mainstay.http;

import org.jspecify.annotations.NullMarked;
