// SPDX-License-Identifier: Apache-2.0
/** Health in a Servlet container. Start at {@link dev.mainstay.http.servlet.HealthServlet}. */
@NullMarked
package dev.mainstay.http.servlet;

import org.jspecify.annotations.NullMarked;
