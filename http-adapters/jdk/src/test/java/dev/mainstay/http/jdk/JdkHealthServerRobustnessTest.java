// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.RobustHttpContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

class JdkHealthServerRobustnessTest extends RobustHttpContract {
    private JdkHealthServer server;

    @Override
    protected URI start(HealthEndpoints endpoints) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = JdkHealthServer.start(endpoints, address);
        return URI.create("http://127.0.0.1:" + server.port());
    }

    @Override
    protected void stop() {
        server.close();
    }

    /** To a transfer encoding other than chunked. */
    @Override
    protected boolean isTheServersOwn(int status, String request) {
        return status == 501;
    }
}
