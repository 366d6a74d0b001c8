// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;

/** A container on a free port of the loopback interface. */
interface Container {
    URI start(ServletContainerInitializer initializer) throws Exception;

    void stop() throws Exception;

    /** Whether a code of 500 or above is its own, to what never reaches our servlet. */
    boolean answersItself(int status, String requestLine);
}
