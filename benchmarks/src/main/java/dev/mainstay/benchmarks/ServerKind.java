// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.javalin.MainstayPlugin;
import dev.mainstay.http.jdk.JdkHealthHandler;
import dev.mainstay.http.jdk.JdkHealthServer;
import dev.mainstay.http.servlet.HealthServlet;
import io.javalin.Javalin;
import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servers people use, each with the probes and {@link StaticAnswer} on one port. */
enum ServerKind {
    JDK {
        @Override
        int start(HealthEndpoints endpoints) throws Exception {
            JdkHealthServer.applyDefaults();
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.create(address, 1_024);
            server.setExecutor(Executors.newFixedThreadPool(32));
            JdkHealthHandler.of(endpoints).mountOn(server);
            StaticAnswer.of(endpoints).forEach(it -> server.createContext(it.path(), it::sendTo));
            server.start();
            return server.getAddress().getPort();
        }
    },

    JAVALIN {
        @Override
        int start(HealthEndpoints endpoints) {
            List<StaticAnswer> fixed = StaticAnswer.of(endpoints);
            return Javalin.create(
                            config -> {
                                config.startup.showJavalinBanner = false;
                                config.registerPlugin(new MainstayPlugin(endpoints));
                                fixed.forEach(it -> config.routes.get(it.path(), it::sendTo));
                            })
                    .start(LOOPBACK, 0)
                    .port();
        }
    },

    JETTY {
        @Override
        int start(HealthEndpoints endpoints) throws Exception {
            var server = new Server();
            var connector = new ServerConnector(server);
            connector.setHost(LOOPBACK);
            server.addConnector(connector);
            var context = new ServletContextHandler("/");
            context.addServletContainerInitializer((types, it) -> mount(endpoints, it));
            server.setHandler(context);
            server.start();
            return connector.getLocalPort();
        }
    },

    TOMCAT {
        @Override
        int start(HealthEndpoints endpoints) throws Exception {
            String base = Files.createTempDirectory("tomcat").toString();
            var tomcat = new Tomcat();
            tomcat.setBaseDir(base);
            tomcat.setPort(0);
            tomcat.getConnector().setProperty("address", LOOPBACK);
            // wrk never closes a connection, and this would close one after 100 requests.
            tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
            tomcat.addContext("", base)
                    .addServletContainerInitializer((types, it) -> mount(endpoints, it), Set.of());
            tomcat.start();
            return tomcat.getConnector().getLocalPort();
        }
    };

    private static final String LOOPBACK = "127.0.0.1";

    static ServerKind named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Starts on a free port, and returns it. */
    abstract int start(HealthEndpoints endpoints) throws Exception;

    private static void mount(HealthEndpoints endpoints, ServletContext context) {
        HealthServlet.of(endpoints).mountOn(context);
        StaticAnswer.of(endpoints)
                .forEach(it -> context.addServlet(it.path(), it.servlet()).addMapping(it.path()));
    }
}
