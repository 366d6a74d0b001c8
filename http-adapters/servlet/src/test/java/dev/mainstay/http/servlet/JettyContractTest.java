// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthHttpContract;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class JettyContractTest extends HealthHttpContract {
    private final Server server = new Server();

    @Override
    protected URI start(HealthEndpoints endpoints) throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addServletContainerInitializer(
                (classes, servlets) -> HealthServlet.of(endpoints).mountOn(servlets));
        server.setHandler(context);
        server.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    protected void stop() throws Exception {
        server.stop();
    }
}
