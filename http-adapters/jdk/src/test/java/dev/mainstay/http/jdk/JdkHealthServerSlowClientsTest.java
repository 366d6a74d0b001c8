// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.SlowClientsHttpContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

class JdkHealthServerSlowClientsTest extends SlowClientsHttpContract {
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

    /** More than it has threads, so that some wait for one. */
    @Override
    protected int slow() {
        return 200;
    }

    @Override
    protected int notReading() {
        return 160;
    }
}
