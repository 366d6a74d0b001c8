// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.rendering.Service;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Masking;
import dev.mainstay.shutdown.InFlight;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts {@link HealthEndpoints} together. Not thread-safe. */
public final class HealthEndpointsBuilder {
    private static final Log LOG = Log.of(HealthEndpointsBuilder.class);
    private static final int MAX_BASE_PATH = 200;
    private static final int MAX_KEYS = 32;
    private static final int MAX_LABEL = 200;
    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    private static final Set<String> ALIASES = Set.of("/livez", "/readyz", "/startupz");

    private final HealthMonitor monitor;
    private String basePath = "/health";
    private Details details = Details.STATUS;
    private Dialect dialect = Dialect.JSON;
    private final List<ApiKey> apiKeys = new ArrayList<>();
    private LongSupplier ticker = System::nanoTime;
    private @Nullable InFlight inFlight;
    private boolean kubernetesAliases;
    private boolean statusPage;
    private @Nullable UnaryOperator<String> scrape;
    private boolean metricsWithoutKey;
    private String serviceName = "";
    private String serviceVersion = "";

    HealthEndpointsBuilder(HealthMonitor monitor) {
        this.monitor = requireNonNull(monitor, "monitor");
    }

    /**
     * Sets the path that the others are below.
     *
     * @param basePath one or more segments of letters, digits and {@code . _ ~ -}, each after a
     *     slash and none with a dot in front; at most 200 characters; default {@code /health}
     * @return this
     * @throws IllegalArgumentException if the path is another
     */
    public HealthEndpointsBuilder basePath(String basePath) {
        requireNonNull(basePath, "basePath");
        if (basePath.length() > MAX_BASE_PATH) {
            throw new IllegalArgumentException(
                    "basePath must have at most %d characters, but has %d"
                            .formatted(MAX_BASE_PATH, basePath.length()));
        }
        if (!BASE_PATH.matcher(basePath).matches()) {
            throw new IllegalArgumentException(
                    "basePath must match %s, but was '%s'"
                            .formatted(BASE_PATH, Masking.mask(basePath)));
        }
        this.basePath = basePath;
        return this;
    }

    /**
     * Sets what callers without the key are shown. It decides on the body alone, never on the
     * status code.
     *
     * @param details how much; default {@link Details#STATUS}
     * @return this
     */
    public HealthEndpointsBuilder details(Details details) {
        this.details = requireNonNull(details, "details");
        return this;
    }

    /**
     * Sets the dialect for callers who ask for none, by {@code ?format} or by {@code Accept}. Where
     * it is {@link Dialect#MICROPROFILE}, whose media type is {@code application/json}, that type
     * asks for it.
     *
     * @param dialect the dialect; default {@link Dialect#JSON}
     * @return this
     */
    public HealthEndpointsBuilder format(Dialect dialect) {
        this.dialect = requireNonNull(dialect, "dialect");
        return this;
    }

    /**
     * Adds an API key named {@code default}. {@code /health/detailed} and {@code ?exclude} then
     * need a key, and a probe that is asked with one answers with all details. Only a digest of it
     * is kept.
     *
     * @param apiKey 16 to 512 visible ASCII characters; default none
     * @return this
     * @throws IllegalArgumentException if the key is shorter, longer, or has other characters; the
     *     message does not show it; or if there is one of that name
     */
    public HealthEndpointsBuilder apiKey(String apiKey) {
        return apiKey(ApiKey.named("default").value(apiKey));
    }

    /**
     * Adds an API key, beside others: each opens the same. A wrong one gets 401 where a key is
     * needed, and after 100 wrong ones, from all callers together, 429 above 10 a second; elsewhere
     * it gets what anonymous callers get. The right one is always let in.
     *
     * @param apiKey the key; at most 32
     * @return this
     * @throws IllegalArgumentException if there is one of its name, or there are 32
     */
    public HealthEndpointsBuilder apiKey(ApiKey apiKey) {
        requireNonNull(apiKey, "apiKey");
        if (apiKeys.stream().anyMatch(it -> it.name().equals(apiKey.name()))) {
            throw new IllegalArgumentException(
                    "apiKey must have a name of its own, but '" + apiKey.name() + "' is taken");
        }
        if (apiKeys.size() >= MAX_KEYS) {
            throw new IllegalArgumentException("there must be at most " + MAX_KEYS + " apiKeys");
        }
        apiKeys.add(apiKey);
        return this;
    }

    /**
     * Answers at {@code /livez}, {@code /readyz} and {@code /startupz} too, as at the paths below
     * the base path. Default off.
     *
     * @return this
     */
    public HealthEndpointsBuilder kubernetesAliases() {
        kubernetesAliases = true;
        return this;
    }

    /**
     * Makes each answer ask its client to close the connection while work drains, so that a
     * balancer that kept one does not send it the next request. Probes are answered all the same.
     * What is in flight stands among the details of everything, and on the page for people.
     *
     * @param inFlight what drains, such as a shutdown coordinator's; default nothing
     * @return this
     */
    public HealthEndpointsBuilder drainWith(InFlight inFlight) {
        this.inFlight = requireNonNull(inFlight, "inFlight");
        return this;
    }

    /**
     * Answers at {@code /status} too, with a page for people that renews itself. It shows what the
     * probes show, to the same callers; {@code /status/detailed} shows everything and needs the
     * key, which a browser asks for. Default off.
     *
     * @return this
     */
    public HealthEndpointsBuilder statusPage() {
        statusPage = true;
        return this;
    }

    /**
     * Answers at {@code /metrics} too, for Prometheus, in its own text or in OpenMetrics as {@code
     * Accept} says. A request runs the gauges that are registered, on its own thread; it needs the
     * key, if one is set. Default off.
     *
     * <pre>{@code
     * var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
     * Telemetry.standard(registry);
     * HealthMetrics.of(health).bindTo(registry);
     * HealthEndpoints.builder(health).metrics(registry::scrape);
     * }</pre>
     *
     * @param scrape from a content type to what the registry says in it
     * @return this
     */
    public HealthEndpointsBuilder metrics(UnaryOperator<String> scrape) {
        this.scrape = requireNonNull(scrape, "scrape");
        return this;
    }

    /**
     * Answers at {@code /metrics} without a key, though one is set. Default off.
     *
     * @return this
     */
    public HealthEndpointsBuilder metricsWithoutKey() {
        metricsWithoutKey = true;
        return this;
    }

    /**
     * Sets the name for the page for people and for {@code application/health+json}; everybody sees
     * it.
     *
     * @param name at most 200 characters; default none
     * @return this
     * @throws IllegalArgumentException if the name is longer
     */
    public HealthEndpointsBuilder serviceName(String name) {
        this.serviceName = label("serviceName", name);
        return this;
    }

    /**
     * Sets the version for the page for people, where it stands among the details.
     *
     * @param version at most 200 characters; default none
     * @return this
     * @throws IllegalArgumentException if the version is longer
     */
    public HealthEndpointsBuilder serviceVersion(String version) {
        this.serviceVersion = label("serviceVersion", version);
        return this;
    }

    /**
     * Builds the endpoints. Logs a warning of what is open if there is no key and nobody has said
     * that it may be: {@code /health/detailed} and {@code /status/detailed} unless the details are
     * {@link Details#ALWAYS}, and {@code /metrics} without {@link #metricsWithoutKey()}.
     *
     * @return the endpoints
     * @throws IllegalArgumentException if the base path is one of the aliases, or that of the page
     *     or the metrics, where these are asked for
     */
    public HealthEndpoints build() {
        if (kubernetesAliases && ALIASES.contains(basePath)) {
            throw taken("an alias for Kubernetes");
        }
        if (statusPage && basePath.equals(Router.STATUS)) {
            throw taken("that of the status page");
        }
        if (scrape != null && basePath.equals(Router.METRICS)) {
            throw taken("that of the metrics");
        }
        var service = new Service(serviceName, inFlight, serviceVersion);
        var settings = new Settings(monitor, details, dialect, service, new Exclusion());
        MetricsResource metrics =
                scrape == null ? null : new MetricsResource(scrape, metricsWithoutKey, ticker);
        var router = new Router(settings, basePath, kubernetesAliases, metrics, statusPage);
        warnOfOpenPaths(router);
        return new HealthEndpoints(router, new ApiKeys(apiKeys, ticker), inFlight);
    }

    HealthEndpointsBuilder ticker(LongSupplier nanos) {
        this.ticker = nanos;
        return this;
    }

    private void warnOfOpenPaths(Router router) {
        boolean onPurpose = details == Details.ALWAYS;
        List<String> open =
                router.keyed().stream()
                        .filter(path -> !onPurpose || path.equals(Router.METRICS))
                        .toList();
        if (apiKeys.isEmpty() && !open.isEmpty()) {
            LOG.warn(
                    "no API key is set: messages and values are open to whoever reaches the port,"
                            + " at {}",
                    String.join(", ", open));
        }
    }

    private static String label(String what, String value) {
        requireNonNull(value, what);
        if (value.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    "%s must have at most %d characters, but has %d"
                            .formatted(what, MAX_LABEL, value.length()));
        }
        return value;
    }

    private IllegalArgumentException taken(String by) {
        return new IllegalArgumentException(
                "basePath must not be %s, but was '%s'".formatted(by, basePath));
    }
}
