// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

final class JettyContainer implements Container {
    private final Server server = new Server();

    @Override
    public URI start(String contextPath, ServletContainerInitializer initializer) throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        context.addServletContainerInitializer(initializer);
        server.setHandler(context);
        server.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }

    /** To CONNECT, and to versions that it does not know. */
    @Override
    public boolean answersItself(int status, String request) {
        return status == 501 || status == 505;
    }
}
