// SPDX-License-Identifier: Apache-2.0
/**
 * Rules that several modules of Mainstay share, each written once; no API, and exported to those
 * modules alone. {@link dev.mainstay.internal.Log} is the way of all words into a log.
 */
@NullMarked
package dev.mainstay.internal;

import org.jspecify.annotations.NullMarked;
