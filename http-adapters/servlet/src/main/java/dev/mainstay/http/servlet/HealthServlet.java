// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.mainstay.http.HealthEndpoints;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers the probes on the container's threads, and never blocks one. Paths count from the context
 * path on: in a context {@code /shop} the readiness probe is {@code /shop/health/ready}.
 *
 * <p>Where the application starts the container, it registers the servlet:
 *
 * <pre>{@code
 * HealthServlet.of(endpoints).mountOn(servlets);
 * }</pre>
 *
 * <p>Where the container starts the application, it makes the servlet, by {@code web.xml} or an
 * annotated subclass, and the servlet finds its endpoints in the context's attribute {@link
 * #ENDPOINTS}, which a {@code ServletContextListener} sets. Mapped to {@code /health/*}, and to
 * each alias.
 *
 * <p>Thread-safe.
 */
public class HealthServlet extends HttpServlet {
    /** The context's attribute that holds the {@link HealthEndpoints}. */
    public static final String ENDPOINTS = "dev.mainstay.http.HealthEndpoints";

    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable HealthEndpoints endpoints;

    /** For the container: the endpoints are those of the context's attribute. */
    public HealthServlet() {}

    /**
     * Makes a servlet.
     *
     * @param endpoints what answers
     * @return the servlet
     */
    public static HealthServlet of(HealthEndpoints endpoints) {
        var servlet = new HealthServlet();
        servlet.endpoints = requireNonNull(endpoints, "endpoints");
        return servlet;
    }

    /**
     * Registers this under the name {@code health} for the base path, and for each alias.
     *
     * @param context the context, not yet initialized
     * @throws IllegalStateException if the context is initialized, has a servlet of that name or
     *     others at these paths, or this was not made with {@link #of}
     */
    public void mountOn(ServletContext context) {
        HealthEndpoints mounted = endpoints;
        ServletRegistration.Dynamic registration =
                mounted == null ? null : context.addServlet("health", this);
        if (mounted == null || registration == null) {
            throw new IllegalStateException(
                    mounted == null
                            ? "mountOn needs a servlet made with HealthServlet.of(endpoints)"
                            : "the context has a servlet named 'health' already");
        }
        registration.setAsyncSupported(true);
        Set<String> taken = new TreeSet<>();
        mounted.roots().forEach(it -> taken.addAll(registration.addMapping(it, it + "/*")));
        if (!taken.isEmpty()) {
            throw new IllegalStateException("the context has other servlets at " + taken);
        }
    }

    @Override
    public void init() throws ServletException {
        if (endpoints == null) {
            endpoints = Attributes.find(getServletContext(), ENDPOINTS, HealthEndpoints.class);
        }
    }

    /** Answers, whatever the method. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Exchanges.send(response, requireNonNull(endpoints).handle(Exchanges.request(request)));
    }
}
