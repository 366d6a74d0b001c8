// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import static java.util.Objects.requireNonNull;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.servlet.HealthServlet;
import io.javalin.config.JavalinState;
import io.javalin.plugin.Plugin;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/**
 * Puts health beside Javalin's own routes: a servlet of its own in Javalin's Jetty, so that no
 * handler, access rule, compression or request log of the application stands before the probes.
 *
 * <pre>{@code
 * Javalin.create(config -> config.registerPlugin(new MainstayPlugin(endpoints)));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class MainstayPlugin extends Plugin<Void> {
    private final HealthEndpoints endpoints;

    /**
     * Makes a plugin.
     *
     * @param endpoints what answers
     */
    public MainstayPlugin(HealthEndpoints endpoints) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
    }

    @Override
    public void onInitialize(JavalinState state) {
        state.jetty.modifyServletContextHandler(this::mount);
    }

    private void mount(ServletContextHandler handler) {
        handler.addServletContainerInitializer(
                (classes, context) -> HealthServlet.of(endpoints).mountOn(context));
    }
}
