// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import dev.mainstay.shutdown.InFlight;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health over HTTP: a function from a request to a response, for an adapter to put behind a server.
 * It never blocks, runs no check and throws nothing: a request that makes no sense gets a problem
 * as RFC 9457 has it.
 *
 * <p>Below the base path {@code live}, {@code ready} and {@code started} answer for the probes,
 * {@code ready/redis} for one check, the base path itself for the worst of liveness and readiness,
 * and {@code detailed} with everything; {@code /status} is a page for people, if it is asked for.
 * 200 is UP or DEGRADED, 503 is not. A body is rendered once per change of a report, and then
 * copied.
 *
 * <pre>{@code
 * HealthEndpoints endpoints = HealthEndpoints.builder(health)
 *     .apiKey(System.getenv("API_KEY"))
 *     .details(Details.NAMES)
 *     .build();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class HealthEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);

    private final HealthMonitor monitor;
    private final Router router;
    private final Details details;
    private final Form form;
    private final Keys keys;
    private final Service service;
    private final Metrics metrics;
    private final Renderings renderings;
    private final Exclusion exclusion = new Exclusion();
    private final @Nullable InFlight inFlight;

    HealthEndpoints(
            HealthMonitor monitor,
            Router router,
            Details details,
            Form form,
            Keys keys,
            Service service,
            Metrics metrics,
            @Nullable InFlight inFlight) {
        this.monitor = monitor;
        this.router = router;
        this.details = details;
        this.form = form;
        this.keys = keys;
        this.service = service;
        this.metrics = metrics;
        this.inFlight = inFlight;
        this.renderings = new Renderings(monitor, service);
    }

    /**
     * Makes endpoints below {@code /health} that show the status alone and have no key.
     *
     * @param monitor whose health they tell
     * @return the endpoints
     */
    public static HealthEndpoints of(HealthMonitor monitor) {
        return builder(monitor).build();
    }

    /**
     * Begins endpoints.
     *
     * @param monitor whose health they tell
     * @return a builder
     */
    public static HealthEndpointsBuilder builder(HealthMonitor monitor) {
        return new HealthEndpointsBuilder(monitor);
    }

    /**
     * Answers a request, and never waits. A path of more than 1,024 or a query of more than 4,096
     * characters is refused, and so are more than 64 excluded names.
     *
     * @param request the request
     * @return the response; to HEAD one without a body
     */
    public HealthResponse handle(HealthRequest request) {
        HealthResponse response = answer(requireNonNull(request, "request"));
        if (request.isHead()) {
            response = response.withoutBody();
        }
        return isDraining() ? response.closing() : response;
    }

    /**
     * Answers for a probe as to an anonymous GET without parameters: no request, no parsing, and no
     * allocation while nothing changes and nothing drains.
     *
     * @param probe the probe
     * @return the response
     */
    public HealthResponse answer(Probe probe) {
        keys.lookAgain();
        HealthResponse response = renderings.anonymous(probe, form, details);
        return isDraining() ? response.closing() : response;
    }

    /**
     * Returns the paths to mount: what is at one of them or below it is answered here.
     *
     * @return an unmodifiable list: the base path, and if they are asked for the aliases for
     *     Kubernetes, {@code /status} and {@code /metrics}
     */
    public List<String> roots() {
        return router.roots();
    }

    /**
     * Returns how many requests have shown a wrong key, for a metric; those that got 429 too.
     *
     * @return the number since the endpoints were built
     */
    public long wrongKeys() {
        return keys.wrong();
    }

    boolean owns(String path) {
        return router.owns(path);
    }

    private boolean isDraining() {
        return inFlight != null && inFlight.isDraining();
    }

    private HealthResponse answer(HealthRequest request) {
        try {
            return asked(request);
        } catch (Refusal e) {
            return e.response();
        } catch (RuntimeException e) {
            LOG.error("health could not be told", e);
            return Problems.unavailable();
        }
    }

    private HealthResponse asked(HealthRequest request) {
        keys.lookAgain();
        Route route = router.route(request.path());
        if (!request.isGet() && !request.isHead()) {
            throw Problems.methodNotAllowed();
        }
        Query query = Query.parse(request.query());
        Keys.Shown shown = letIn(request, route, !query.excluded().isEmpty());
        if (route.kind() == Route.Kind.METRICS) {
            return metrics.answer(request);
        }
        boolean everything = shown == Keys.Shown.RIGHT || route.detailed();
        Details sight = everything ? Details.ALWAYS : details;
        Form form = form(query, request, route.kind() == Route.Kind.PAGE ? Form.HTML : this.form);
        if (!query.excluded().isEmpty()) {
            exclusion.warn(query.excluded(), route.scope().report(monitor));
        }
        return asked(route, query, form, sight);
    }

    private HealthResponse asked(Route route, Query query, Form form, Details sight) {
        String check = route.check();
        if (check != null) {
            return new AskedCheck(monitor, route.scope(), check, form, sight).answer();
        }
        return query.excluded().isEmpty()
                ? renderings.get(route.scope(), form, sight)
                : without(query.excluded(), route.scope(), form, sight);
    }

    /** What key is shown; refuses who does not show the right one and must. */
    private Keys.Shown letIn(HealthRequest request, Route route, boolean excluding) {
        Keys.Shown shown = keys.in(request);
        boolean open = route.kind() == Route.Kind.METRICS && metrics.isOpen();
        boolean keyNeeded = keys.areSet() && !open && (route.detailed() || excluding);
        if (keyNeeded && shown != Keys.Shown.RIGHT) {
            throw shown == Keys.Shown.WRONG_TOO_OFTEN
                    ? Problems.tooManyKeys()
                    : Problems.unauthorized();
        }
        return shown;
    }

    private static Form form(Query query, HealthRequest request, Form configured) {
        if (query.format() != null) {
            return query.format();
        }
        if (query.verbose()) {
            return Form.VERBOSE_TEXT;
        }
        Optional<String> accept = request.header("Accept");
        return accept.isPresent() ? Accept.form(accept.get(), configured) : configured;
    }

    private HealthResponse without(Set<String> excluded, Scope scope, Form asked, Details sight) {
        Status status = scope.without(excluded, monitor);
        if (sight == Details.ALWAYS) {
            HealthDetails all = scope.details(monitor);
            View view = View.of(scope, all.report(), status, all.checks(), excluded);
            return Renderer.probe(view, asked, sight, service);
        }
        View view = View.of(scope, scope.report(monitor), status, null, excluded);
        return Renderer.probe(view, asked, sight, service);
    }
}
