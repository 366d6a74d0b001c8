// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.servlet;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.checks.DeadlockCheck;
import dev.mainstay.health.checks.MemoryCheck;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.servlet.HealthServlet;
import dev.mainstay.http.servlet.TrafficFilter;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Orders in an embedded Jetty; what is Mainstay's is the same in any Servlet container. */
public final class ServletService {
    private ServletService() {}

    public static void main(String[] args) throws Exception {
        var checks = HealthMonitor.builder();
        checks.liveness("deadlock", DeadlockCheck.create());
        checks.readiness("memory", MemoryCheck.create());
        HealthMonitor health = checks.build().start();
        ShutdownCoordinator shutdown = ShutdownCoordinator.builder(health).onSignals().build();
        HealthEndpoints endpoints =
                HealthEndpoints.builder(health)
                        .serviceName("servlet-service")
                        .statusPage()
                        .drainWith(shutdown.inFlight())
                        .build();
        Server server = new Server();
        var connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(System.getenv().getOrDefault("PORT", "8080")));
        server.addConnector(connector);

        Traffic traffic = Traffic.builder(shutdown.inFlight()).maxInFlight(150).build();
        var context = new ServletContextHandler("/");
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    TrafficFilter.of(traffic).mountOn(servlets);
                    HealthServlet.of(endpoints).mountOn(servlets);
                });
        context.addServlet(OrderServlet.class, "/orders/*");
        server.setHandler(context);
        server.start();
        shutdown.on(Phase.INGRESS, "http", traffic::refuse);
        shutdown.on(Phase.LISTENERS, "jetty", server::stop);
        System.out.println("listening on port " + connector.getLocalPort());
    }
}
