// SPDX-License-Identifier: Apache-2.0
/**
 * Health over the JDK's own HTTP server. Start at {@link dev.mainstay.http.jdk.JdkHealthServer} for
 * a port of its own, at {@link dev.mainstay.http.jdk.JdkHealthHandler} for a server that is there.
 */
@NullMarked
package dev.mainstay.http.jdk;

import org.jspecify.annotations.NullMarked;
