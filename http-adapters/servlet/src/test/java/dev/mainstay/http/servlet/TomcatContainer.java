// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;

final class TomcatContainer implements Container {
    private final Tomcat tomcat = new Tomcat();
    private final Path base =
            Path.of("target", "tomcat-" + ProcessHandle.current().pid()).toAbsolutePath();

    @Override
    public URI start(String contextPath, ServletContainerInitializer initializer) throws Exception {
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext(contextPath, Files.createDirectories(base).toString());
        context.addServletContainerInitializer(initializer, Set.of());
        tomcat.start();
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void stop() throws Exception {
        if (tomcat.getServer().getState() != LifecycleState.DESTROYED) {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    /** To CONNECT and unknown transfer encodings, and to versions that it does not know. */
    @Override
    public boolean answersItself(int status, String request) {
        return status == 501 || status == 505;
    }
}
