// SPDX-License-Identifier: Apache-2.0
/** Health in Javalin. */
module dev.mainstay.http.javalin {
    requires static org.jspecify;
    requires dev.mainstay.http.servlet;
    requires transitive dev.mainstay.http;
    requires transitive dev.mainstay.shutdown;
    requires transitive io.javalin;
    requires jakarta.servlet;
    requires org.eclipse.jetty.ee10.servlet;
    requires org.eclipse.jetty.server;

    exports dev.mainstay.http.javalin;
}
