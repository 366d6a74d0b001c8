// SPDX-License-Identifier: Apache-2.0
/** Health in Javalin. Start at {@link dev.mainstay.http.javalin.MainstayPlugin}. */
@NullMarked
package dev.mainstay.http.javalin;

import org.jspecify.annotations.NullMarked;
