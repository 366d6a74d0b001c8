// SPDX-License-Identifier: Apache-2.0
/**
 * Asks a probe and exits 0 or 1, for images without curl. Start at {@link
 * dev.mainstay.http.probe.Main}; what a start loads is kept small, as a container runs it every few
 * seconds.
 */
@NullMarked
package dev.mainstay.http.probe;

import org.jspecify.annotations.NullMarked;
