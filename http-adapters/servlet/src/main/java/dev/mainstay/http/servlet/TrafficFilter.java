// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.mainstay.http.HealthResponse;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@link Traffic} before an application, as the first of its filters. A request is under way
 * until its answer is written, also an asynchronous one; where that begins with {@code
 * startAsync()} without arguments, which goes past all filters, the client is asked to close its
 * connection with the next answer only. So it is with a redirect of Servlet 6.1 that has a status
 * or a buffer flag, if its request began before the draining. Routes are the patterns that the
 * application's servlets are mapped to, or what a servlet sets as the request's attribute {@link
 * #ROUTE}.
 *
 * <p>Where the application starts the container, it registers the filter:
 *
 * <pre>{@code
 * TrafficFilter.of(traffic).mountOn(servlets);
 * }</pre>
 *
 * <p>Where the container makes the filter, by {@code web.xml} or an annotated subclass, it finds
 * its traffic in the context's attribute {@link #TRAFFIC}. It is to be declared async-supported.
 *
 * <p>A connection that is closed while some of its request is unread is reset, and its client may
 * lose the answer (RFC 9112, section 9.6). So a refused upload is answered when its body has been
 * read and thrown away, on no thread, or after 2 MiB of it, or 2 s; at once where the filter, or
 * one before it, is not async-supported, or the request has {@code Expect}.
 *
 * <p>Thread-safe.
 */
public class TrafficFilter implements Filter {
    /** The context's attribute that holds the {@link Traffic}. */
    public static final String TRAFFIC = "dev.mainstay.http.Traffic";

    /** The request's attribute that holds the route, a string: one of a few. */
    public static final String ROUTE = "dev.mainstay.http.route";

    private final HealthServlets health = new HealthServlets();
    private volatile @Nullable Traffic traffic;

    /** For the container: the traffic is that of the context's attribute. */
    public TrafficFilter() {}

    /**
     * Makes a filter.
     *
     * @param traffic what lets requests in
     * @return the filter
     */
    public static TrafficFilter of(Traffic traffic) {
        var filter = new TrafficFilter();
        filter.traffic = requireNonNull(traffic, "traffic");
        return filter;
    }

    /**
     * Registers this under the name {@code traffic} for all paths, before the filters declared in
     * {@code web.xml}.
     *
     * @param context the context, not yet initialized
     * @throws IllegalStateException if the context is initialized or has a filter of that name
     */
    public void mountOn(ServletContext context) {
        FilterRegistration.Dynamic registration = context.addFilter("traffic", this);
        if (registration == null) {
            throw new IllegalStateException("the context has a filter named 'traffic' already");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (traffic == null) {
            traffic = Attributes.find(config.getServletContext(), TRAFFIC, Traffic.class);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer) {
            TrafficRequest counted = begin(http);
            Optional<HealthResponse> refusal = counted.refusal();
            if (refusal.isPresent()) {
                RefusedRequest.answer(http, answer, refusal.get());
            } else {
                new CountedRequest(http, answer, counted).pass(chain);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    private TrafficRequest begin(HttpServletRequest request) {
        return health.isWhatAnswers(request)
                ? requireNonNull(traffic).beginExempt()
                : requireNonNull(traffic).begin(Exchanges.request(request));
    }
}
