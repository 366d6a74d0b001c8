// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import static java.util.Objects.requireNonNull;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.servlet.HealthServlet;
import dev.mainstay.http.servlet.TrafficFilter;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.plugin.Plugin;
import io.javalin.router.Endpoint;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Puts health beside Javalin's own routes: a servlet of its own in Javalin's Jetty, so that no
 * handler, access rule, compression or request log of the application stands before the probes.
 *
 * <p>With a {@link ShutdownCoordinator} the application's requests are counted; when the process is
 * to end they are drained, then refused, and Jetty stops last, so that probes are answered to the
 * very end. Nobody else has to stop Javalin then. {@code HttpMetrics.of(plugin.traffic())} times
 * the requests by the path of their route, such as {@code /orders/{id}}; one that no route took, or
 * whose answer could not be written, counts for {@code /*}.
 *
 * <pre>{@code
 * Javalin.create(config -> config.registerPlugin(new MainstayPlugin(endpoints, shutdown)));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class MainstayPlugin extends Plugin<Void> {
    private final HealthEndpoints endpoints;
    private final @Nullable ShutdownCoordinator shutdown;
    private final @Nullable Traffic traffic;

    /**
     * Makes a plugin that answers the probes.
     *
     * @param endpoints what answers
     */
    public MainstayPlugin(HealthEndpoints endpoints) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
        this.shutdown = null;
        this.traffic = null;
    }

    /**
     * Makes a plugin that answers the probes, drains the traffic and stops Jetty.
     *
     * @param endpoints what answers
     * @param shutdown what ends the process
     */
    public MainstayPlugin(HealthEndpoints endpoints, ShutdownCoordinator shutdown) {
        this(endpoints, shutdown, options -> {});
    }

    /**
     * Makes a plugin that answers the probes, drains the traffic and stops Jetty.
     *
     * @param endpoints what answers
     * @param shutdown what ends the process
     * @param options sets options of the traffic, such as {@code maxInFlight}
     */
    public MainstayPlugin(
            HealthEndpoints endpoints,
            ShutdownCoordinator shutdown,
            Consumer<Traffic.Builder> options) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
        this.shutdown = requireNonNull(shutdown, "shutdown");
        Traffic.Builder builder = Traffic.builder(shutdown.inFlight()).exempt(endpoints);
        options.accept(builder);
        this.traffic = builder.build();
    }

    /**
     * Returns what counts the application's requests, for its metrics.
     *
     * @return the traffic
     * @throws IllegalStateException if this was made without a {@link ShutdownCoordinator}, and
     *     counts none
     */
    public Traffic traffic() {
        if (traffic == null) {
            throw new IllegalStateException(
                    "traffic needs a plugin made with a ShutdownCoordinator");
        }
        return traffic;
    }

    @Override
    public void onInitialize(JavalinState state) {
        state.jetty.modifyServletContextHandler(
                handler -> handler.addServletContainerInitializer((classes, it) -> mountOn(it)));
        state.jetty.modifyServer(this::stopWithTheRest);
        if (traffic != null) {
            // A handler would do too, but the application sees those among a request's endpoints.
            state.requestLogger.http((context, time) -> nameRoute(context));
        }
    }

    private static void nameRoute(Context context) {
        Endpoint matched = context.endpoints().matchedHttpEndpoint();
        if (matched != null) {
            context.attribute(TrafficFilter.ROUTE, matched.path);
        }
    }

    private void mountOn(ServletContext context) {
        if (traffic != null) {
            TrafficFilter.of(traffic).mountOn(context);
        }
        HealthServlet.of(endpoints).mountOn(context);
    }

    private void stopWithTheRest(Server server) {
        if (shutdown != null && traffic != null) {
            shutdown.on(Phase.INGRESS, "javalin", traffic::refuse);
            shutdown.on(Phase.LISTENERS, "jetty", server::stop);
        }
    }
}
