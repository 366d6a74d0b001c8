// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.InFlight;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts {@link HealthEndpoints} together. Not thread-safe. */
public final class HealthEndpointsBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpointsBuilder.class);
    private static final int MAX_BASE_PATH = 200;
    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    private static final Set<String> ALIASES = Set.of("/livez", "/readyz", "/startupz");

    private final HealthMonitor monitor;
    private String basePath = "/health";
    private Details details = Details.STATUS;
    private @Nullable ApiKey apiKey;
    private @Nullable InFlight inFlight;
    private boolean kubernetesAliases;

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
                    "basePath must match %s, but was '%s'".formatted(BASE_PATH, basePath));
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
     * Sets the API key. {@code /health/detailed} and {@code ?exclude} then need it, and a probe
     * that is asked with it answers with all details. Only a digest of it is kept.
     *
     * @param apiKey 8 to 512 visible ASCII characters; default none
     * @return this
     * @throws IllegalArgumentException if the key is shorter, longer, or has other characters; the
     *     message does not show it
     */
    public HealthEndpointsBuilder apiKey(String apiKey) {
        this.apiKey = ApiKey.of(apiKey);
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
     *
     * @param inFlight what drains, such as a shutdown coordinator's; default nothing
     * @return this
     */
    public HealthEndpointsBuilder drainWith(InFlight inFlight) {
        this.inFlight = requireNonNull(inFlight, "inFlight");
        return this;
    }

    /**
     * Builds the endpoints. Logs a warning if there is no key and the details are not {@link
     * Details#ALWAYS}: {@code /health/detailed} is open then, and nobody has said that it may be.
     *
     * @return the endpoints
     * @throws IllegalArgumentException if the base path is one of the aliases that are asked for
     */
    public HealthEndpoints build() {
        if (kubernetesAliases && ALIASES.contains(basePath)) {
            throw new IllegalArgumentException(
                    "basePath must not be an alias for Kubernetes, but was '" + basePath + "'");
        }
        if (apiKey == null && details != Details.ALWAYS) {
            LOG.warn(
                    "no API key is set: {}/detailed shows messages and values to whoever reaches"
                            + " the port",
                    basePath);
        }
        return new HealthEndpoints(
                monitor, new Router(basePath, kubernetesAliases), details, apiKey, inFlight);
    }
}
