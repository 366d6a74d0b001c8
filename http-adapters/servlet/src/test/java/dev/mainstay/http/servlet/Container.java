// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;

/** A container on a free port of the loopback interface. */
interface Container {
    /** Returns where it is, without the context path, which is empty or begins with a slash. */
    URI start(String contextPath, ServletContainerInitializer initializer) throws Exception;

    default URI start(ServletContainerInitializer initializer) throws Exception {
        return start("", initializer);
    }

    /** Stops it, if it has not stopped. */
    void stop() throws Exception;

    /** Whether what a filter says in the headers survives an exception. */
    default boolean keepsHeadersOfAnException() {
        return true;
    }

    /** Whether a code of 500 or above is its own, to what never reaches our servlet. */
    boolean answersItself(int status, String request);

    /** How many clients may read nothing of their answers before there is no thread for others. */
    default int notReading() {
        return 32;
    }
}
