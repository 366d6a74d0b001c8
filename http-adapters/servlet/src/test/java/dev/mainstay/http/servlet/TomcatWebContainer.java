// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContext;
import java.net.URI;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

final class TomcatWebContainer implements WebContainer {
    private final Tomcat tomcat = new Tomcat();
    private StandardContext context;

    @Override
    public URI start(WebApp app) throws Exception {
        Path base = app.directory().resolveSibling("tomcat");
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.setAddDefaultWebXmlToWebapp(false); // which has a servlet for JSP
        context = (StandardContext) tomcat.addWebapp("/shop", app.directory().toString());
        context.setFailCtxIfServletStartFails(true);
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
        var failure = new Failure();
        Logger logger = Logger.getLogger(context.getLogName());
        logger.addHandler(failure);
        try {
            tomcat.start();
        } finally {
            logger.removeHandler(failure);
        }
        if (context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("the web application did not start", failure.thrown);
        }
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/shop");
    }

    @Override
    public ServletContext context() {
        return context.getServletContext();
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Tomcat logs what an application fails with, and starts without it. */
    private static final class Failure extends Handler {
        private Throwable thrown;

        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null && thrown == null) {
                thrown = record.getThrown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
