// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.internal.Log;
import dev.mainstay.shutdown.InFlight;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final Log LOG = Log.of(HealthEndpoints.class);

    private final Router router;
    private final ApiKeys keys;
    private final @Nullable InFlight inFlight;

    HealthEndpoints(Router router, ApiKeys keys, @Nullable InFlight inFlight) {
        this.router = router;
        this.keys = keys;
        this.inFlight = inFlight;
    }

    /**
     * Makes endpoints below {@code /health} that show the status alone and have no key.
     *
     * @param monitor whose health they show
     * @return the endpoints
     */
    public static HealthEndpoints of(HealthMonitor monitor) {
        return builder(monitor).build();
    }

    /**
     * Begins endpoints.
     *
     * @param monitor whose health they show
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
        return inFlight != null && inFlight.isDraining() ? response.closing() : response;
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

    private HealthResponse answer(HealthRequest request) {
        try {
            keys.readFilesAgain();
            Resource resource = router.find(request.path());
            if (!request.isGet() && !request.isHead()) {
                throw Problems.methodNotAllowed();
            }
            Query query = Query.parse(request.query());
            boolean needed = resource.needsKey(!query.excluded().isEmpty());
            boolean keyed = keys.isShownIn(request, needed);
            return resource.answer(request, query, keyed);
        } catch (Refusal e) {
            return e.response();
        } catch (Exception e) { // an adapter's lookup of headers may throw whatever it likes
            LOG.error("a request for health could not be answered", e);
            return Problems.unavailable(
                    "the health could not be told; the log says why", Problems.RETRY_AFTER_SECONDS);
        }
    }
}
