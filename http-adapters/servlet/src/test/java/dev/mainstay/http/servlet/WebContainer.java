// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContext;
import java.net.URI;

/** A container that is given a web application, and has the context path {@code /shop} for it. */
interface WebContainer {
    /**
     * Starts it.
     *
     * @return where the application is
     * @throws Exception what the application fails with
     */
    URI start(WebApp app) throws Exception;

    /** The application's. */
    ServletContext context();

    void stop() throws Exception;
}
