// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.handlers.ServletHandler;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;

/** Undertow knows neither annotations nor {@code web.xml}: it is told the classes. */
final class UndertowWebContainer implements WebContainer {
    private URLClassLoader loader;
    private DeploymentManager manager;
    private Undertow undertow;

    @Override
    public URI start(WebApp app) throws Exception {
        URL[] classes = {app.webInfClasses().toUri().toURL()};
        loader = new URLClassLoader(classes, getClass().getClassLoader());
        DeploymentInfo deployment =
                Servlets.deployment()
                        .setClassLoader(loader)
                        .setContextPath("/shop")
                        .setDeploymentName("shop")
                        .setEagerFilterInit(true);
        for (String name : app.classes()) {
            add(loader.loadClass(name), deployment);
        }
        manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        HttpHandler shop = manager.start();
        for (ServletHandler each :
                manager.getDeployment().getServlets().getServletHandlers().values()) {
            each.getManagedServlet().getServlet().release(); // throws what the start has logged
        }
        undertow =
                Undertow.builder()
                        .addHttpListener(0, "127.0.0.1")
                        .setHandler(Handlers.path().addPrefixPath("/shop", shop))
                        .build();
        undertow.start();
        var address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort() + "/shop");
    }

    private static void add(Class<?> type, DeploymentInfo deployment) {
        String name = type.getSimpleName();
        if (ServletContextListener.class.isAssignableFrom(type)) {
            deployment.addListener(
                    Servlets.listener(type.asSubclass(ServletContextListener.class)));
        } else if (Filter.class.isAssignableFrom(type)) {
            deployment.addFilter(
                    Servlets.filter(name, type.asSubclass(Filter.class)).setAsyncSupported(true));
            deployment.addFilterUrlMapping(name, "/*", DispatcherType.REQUEST);
        } else if (HealthServlet.class.isAssignableFrom(type)) {
            deployment.addServlet(
                    Servlets.servlet(name, type.asSubclass(Servlet.class))
                            .addMappings("/health", "/health/*")
                            .setLoadOnStartup(1)
                            .setAsyncSupported(true));
        } else {
            deployment.addServlet(
                    Servlets.servlet(name, type.asSubclass(Servlet.class)).addMapping("/orders"));
        }
    }

    @Override
    public ServletContext context() {
        return manager.getDeployment().getServletContext();
    }

    @Override
    public void stop() throws Exception {
        if (undertow != null) {
            undertow.stop();
            manager.stop();
        }
        manager.undeploy();
        loader.close();
    }
}
