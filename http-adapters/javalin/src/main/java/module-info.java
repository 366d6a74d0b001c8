// SPDX-License-Identifier: Apache-2.0
/** Health in Javalin. */
module dev.mainstay.http.javalin {
    requires static org.jspecify;
    requires dev.mainstay.http.servlet;
    requires transitive dev.mainstay.http;
    requires transitive io.javalin;
    requires org.eclipse.jetty.ee10.servlet;

    exports dev.mainstay.http.javalin;
}
