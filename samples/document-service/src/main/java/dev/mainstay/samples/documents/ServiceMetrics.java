// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.health.Telemetry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is counted, for Prometheus. A scrape before all is bound fails, and waits for nothing. */
final class ServiceMetrics {
    private final List<MeterBinder> binders = new ArrayList<>();
    private volatile @Nullable PrometheusMeterRegistry bound;

    void add(MeterBinder binder) {
        binders.add(binder);
    }

    void bind() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Telemetry.standard(registry);
        binders.forEach(binder -> binder.bindTo(registry));
        bound = registry;
    }

    String scrape(String contentType) {
        PrometheusMeterRegistry registry = bound;
        if (registry == null) {
            throw new IllegalStateException("the service is starting");
        }
        return registry.scrape(contentType);
    }
}
