// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is counted, for Prometheus. A scrape in the first moments waits until all is bound. */
final class ServiceMetrics {
    private final List<MeterBinder> binders = new ArrayList<>();
    private final CompletableFuture<PrometheusMeterRegistry> bound = new CompletableFuture<>();

    void add(MeterBinder binder) {
        binders.add(binder);
    }

    void bind() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        binders.forEach(binder -> binder.bindTo(registry));
        bound.complete(registry);
    }

    String scrape(String contentType) {
        return bound.join().scrape(contentType);
    }
}
