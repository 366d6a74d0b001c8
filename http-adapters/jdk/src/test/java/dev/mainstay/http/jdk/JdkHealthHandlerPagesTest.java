// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.PagesHttpContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** In an application's own server, on each of its roots. */
class JdkHealthHandlerPagesTest extends PagesHttpContract {
    private HttpServer server;

    @Override
    protected URI start(HealthEndpoints endpoints) throws IOException {
        JdkHealthServer.applyDefaults();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        JdkHealthHandler.of(endpoints).mountOn(server);
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    protected void stop() {
        server.stop(0);
    }
}
