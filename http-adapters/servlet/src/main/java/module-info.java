// SPDX-License-Identifier: Apache-2.0
/** Health in a Servlet container. */
module dev.mainstay.http.servlet {
    requires static org.jspecify;
    requires transitive dev.mainstay.http;
    requires transitive jakarta.servlet;

    exports dev.mainstay.http.servlet;
}
