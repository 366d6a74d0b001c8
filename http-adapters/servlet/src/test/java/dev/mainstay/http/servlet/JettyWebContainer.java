// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContext;
import java.net.URI;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

final class JettyWebContainer implements WebContainer {
    private final Server server = new Server();
    private final WebAppContext context = new WebAppContext();

    @Override
    public URI start(WebApp app) throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        context.addConfiguration(new AnnotationConfiguration());
        context.setContextPath("/shop");
        context.setWar(app.directory().toString());
        context.setDefaultsDescriptor(null); // which has a servlet for JSP
        context.setThrowUnavailableOnStartupException(true);
        server.setHandler(context);
        server.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/shop");
    }

    @Override
    public ServletContext context() {
        return context.getServletContext();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
