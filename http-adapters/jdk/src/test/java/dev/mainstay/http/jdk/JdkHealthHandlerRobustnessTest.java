// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.RobustHttpContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** In an application's own server, next to a context of its own. */
class JdkHealthHandlerRobustnessTest extends RobustHttpContract {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private HttpServer server;

    @Override
    protected URI start(HealthEndpoints endpoints) throws IOException {
        JdkHealthServer.applyDefaults();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> exchange.sendResponseHeaders(404, -1));
        JdkHealthHandler.of(endpoints).mountOn(server);
        server.setExecutor(threads);
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    protected void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** To a transfer encoding other than chunked. */
    @Override
    protected boolean isTheServersOwn(int status, String request) {
        return status == 501;
    }
}
