// SPDX-License-Identifier: Apache-2.0
/** Health over the JDK's own HTTP server: a handler, and a port of its own. */
module dev.mainstay.http.jdk {
    requires static org.jspecify;
    requires transitive dev.mainstay.http;
    requires transitive dev.mainstay.shutdown;
    requires transitive jdk.httpserver;

    exports dev.mainstay.http.jdk;
}
