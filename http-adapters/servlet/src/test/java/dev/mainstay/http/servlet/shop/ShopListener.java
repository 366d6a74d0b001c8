// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet.shop;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.servlet.HealthServlet;
import dev.mainstay.http.servlet.TrafficFilter;
import dev.mainstay.shutdown.InFlight;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

@WebListener
public class ShopListener implements ServletContextListener {
    private final HealthMonitor health = HealthMonitor.builder().build();
    private final Traffic traffic = Traffic.of(InFlight.create());

    @Override
    public void contextInitialized(ServletContextEvent event) {
        HealthEndpoints endpoints = HealthEndpoints.of(health.start());
        ServletContext context = event.getServletContext();
        context.setAttribute(HealthServlet.ENDPOINTS, endpoints);
        context.setAttribute(TrafficFilter.TRAFFIC, traffic);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        health.close();
    }
}
