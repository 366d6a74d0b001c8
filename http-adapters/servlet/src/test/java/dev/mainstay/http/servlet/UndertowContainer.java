// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

final class UndertowContainer implements Container {
    private Undertow undertow;

    @Override
    public URI start(String contextPath, ServletContainerInitializer initializer) throws Exception {
        DeploymentInfo deployment =
                Servlets.deployment()
                        .setClassLoader(getClass().getClassLoader())
                        .setContextPath(contextPath.isEmpty() ? "/" : contextPath)
                        .setDeploymentName("health")
                        .addServletContainerInitializer(
                                new ServletContainerInitializerInfo(
                                        initializer.getClass(),
                                        new ImmediateInstanceFactory<>(initializer),
                                        Set.of()));
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        HttpHandler servlets = manager.start();
        undertow =
                Undertow.builder()
                        .addHttpListener(0, "127.0.0.1")
                        .setHandler(
                                contextPath.isEmpty()
                                        ? servlets
                                        : Handlers.path().addPrefixPath(contextPath, servlets))
                        .build();
        undertow.start();
        var address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    @Override
    public void stop() {
        if (undertow != null) {
            undertow.stop();
        }
    }

    @Override
    public boolean keepsHeadersOfAnException() {
        return false;
    }

    /**
     * To CONNECT and {@code OPTIONS *}, whose paths the handler of servlets cannot match, and of
     * its default servlet to methods that it does not know. It fails at some cookies.
     */
    @Override
    public boolean answersItself(int status, String request) {
        String line = request.lines().findFirst().orElse("");
        boolean fails = !line.contains(" /") || request.toLowerCase(Locale.ROOT).contains("cookie");
        return status == 501 || (status == 500 && fails);
    }

    /** It has 8 threads for each processor, each waits for its client, and for ever by default. */
    @Override
    public int notReading() {
        return 8;
    }
}
