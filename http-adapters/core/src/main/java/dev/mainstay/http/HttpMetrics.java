// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Masking;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Micrometer meters of {@link Traffic}, and of the keys shown to {@link HealthEndpoints}.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code mainstay.http.requests}</td><td>traffic, route, status</td>
 *     <td>timer of the requests that were let in, from then until they were answered</td></tr>
 * <tr><td>{@code mainstay.http.in.flight}</td><td>traffic</td>
 *     <td>requests under way</td></tr>
 * <tr><td>{@code mainstay.http.refused}</td><td>traffic, reason</td>
 *     <td>requests answered with 503: draining, overload</td></tr>
 * <tr><td>{@code mainstay.http.keys.wrong}</td><td></td>
 *     <td>requests with a wrong API key</td></tr>
 * </table>
 *
 * <p>Of routes there are 100 in one registry at most, and {@code other} for the rest; the status is
 * {@code none} where the connection was lost before there was one.
 *
 * <pre>{@code
 * HttpMetrics.of(traffic).bindTo(registry);
 * HttpMetrics.of(endpoints).bindTo(registry);
 * }</pre>
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("exports") // Micrometer is optional: who binds meters requires it anyway
public final class HttpMetrics implements MeterBinder {
    private final MeterBinder binder;

    private HttpMetrics(MeterBinder binder) {
        this.binder = binder;
    }

    /**
     * Makes the meters of traffic.
     *
     * @param traffic the traffic
     * @return the binder
     */
    public static HttpMetrics of(Traffic traffic) {
        requireNonNull(traffic, "traffic");
        return new HttpMetrics(registry -> bind(registry, traffic));
    }

    /**
     * Makes the meters of the keys that endpoints are shown.
     *
     * @param endpoints the endpoints; one in a registry
     * @return the binder
     */
    public static HttpMetrics of(HealthEndpoints endpoints) {
        requireNonNull(endpoints, "endpoints");
        return new HttpMetrics(registry -> bind(registry, endpoints));
    }

    /**
     * Registers the meters. A second call for the same registry does nothing.
     *
     * @param registry where to register them
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        binder.bindTo(requireNonNull(registry, "registry"));
    }

    private static void bind(MeterRegistry registry, Traffic traffic) {
        traffic.onAnswer(new Timers(registry, traffic.name()));
        Gauge.builder("mainstay.http.in.flight", traffic, Traffic::count)
                .tags("traffic", traffic.name())
                .description("Requests under way")
                .register(registry);
        refused(registry, traffic, "draining", Traffic::refused);
        refused(registry, traffic, "overload", Traffic::shed);
    }

    private static void refused(
            MeterRegistry registry,
            Traffic traffic,
            String reason,
            ToDoubleFunction<Traffic> count) {
        FunctionCounter.builder("mainstay.http.refused", traffic, count)
                .tags("traffic", traffic.name(), "reason", reason)
                .description("Requests answered with 503")
                .register(registry);
    }

    private static void bind(MeterRegistry registry, HealthEndpoints endpoints) {
        FunctionCounter.builder("mainstay.http.keys.wrong", endpoints, HealthEndpoints::wrongKeys)
                .description("Requests with a wrong API key")
                .register(registry);
    }

    /** Timers by route and status; equal to another one of the same registry. */
    private static final class Timers implements Traffic.Recorder {
        private static final int MOST_ROUTES = 100;
        private static final int STATUSES = 600;

        private final MeterRegistry registry;
        private final String name;
        private final Map<String, Map<Integer, Timer>> routes = new ConcurrentHashMap<>();

        Timers(MeterRegistry registry, String name) {
            this.registry = registry;
            this.name = name;
        }

        @Override
        public void record(String route, int status, Duration time) {
            boolean known = status >= 100 && status < STATUSES;
            String bounded = bounded(route);
            routes.computeIfAbsent(bounded, it -> new ConcurrentHashMap<>())
                    .computeIfAbsent(known ? status : 0, it -> timer(bounded, it))
                    .record(time);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Timers timers && timers.registry == registry;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(registry);
        }

        private String bounded(String route) {
            boolean free = routes.containsKey(route) || routes.size() < MOST_ROUTES;
            return free ? route : "other";
        }

        private Timer timer(String route, int status) {
            return Timer.builder("mainstay.http.requests")
                    .tags("traffic", name, "route", Masking.mask(route))
                    .tags("status", status == 0 ? "none" : Integer.toString(status))
                    .description("Requests that were let in, until they were answered")
                    .register(registry);
        }
    }
}
