// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.LogLimit;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** What a registry of metrics says, in the format that a scraper prefers. */
final class MetricsResource implements Resource {
    private static final Log LOG = Log.of(HealthEndpoints.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final UnaryOperator<String> scrape;
    private final boolean open;
    private final LongAdder failed = new LongAdder();
    private final LogLimit logging;

    /**
     * Makes a resource.
     *
     * @param open whether it needs no key
     */
    MetricsResource(UnaryOperator<String> scrape, boolean open, LongSupplier ticker) {
        this.scrape = scrape;
        this.open = open;
        this.logging = LogLimit.onceEvery(Duration.ofMinutes(1), ticker);
    }

    @Override
    public boolean needsKey(boolean excluding) {
        return !open;
    }

    /** Runs the registry's gauges, on this thread. */
    @Override
    public HealthResponse answer(HealthRequest request, Query query, boolean keyed) {
        String accept = request.header("Accept").orElse("");
        String type = Accept.prefersOpenMetrics(accept) ? OPEN_METRICS : TEXT;
        try {
            return HealthResponse.of(200, HealthResponse.headers(type), scrape.apply(type));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable t) { // the gauges are the application's
            failed.increment();
            if (logging.tryAcquire()) {
                LOG.error("metrics could not be scraped, {} times so far", failed.sum(), t);
            }
            return Problems.unavailable(
                    "the metrics could not be scraped; the log says why",
                    Problems.RETRY_AFTER_SECONDS);
        }
    }
}
