// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what callers may see of a monitor's health into text: JSON of several dialects, plain text,
 * and the page for people. Each renderer is a function from a {@link
 * dev.mainstay.http.rendering.View}.
 */
@NullMarked
package dev.mainstay.http.rendering;

import org.jspecify.annotations.NullMarked;
