// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a registry of metrics says, in the format that a scraper asks for. Thread-safe. */
final class Metrics {
    static final String PATH = "/metrics";

    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final UnaryOperator<String> scrape;
    private final boolean open;
    private final LongAdder failed = new LongAdder();
    private final Seldom logging;

    Metrics(UnaryOperator<String> scrape, boolean open, LongSupplier ticker) {
        this.scrape = scrape;
        this.open = open;
        this.logging = new Seldom(ticker);
    }

    /** Whether they are for everybody. */
    boolean isOpen() {
        return open;
    }

    /** Runs the registry's gauges, on this thread. */
    HealthResponse answer(HealthRequest request) {
        String accept = request.header("Accept").orElse("");
        String type = Accept.wantsOpenMetrics(accept) ? OPEN_METRICS : TEXT;
        try {
            return HealthResponse.of(200, Problems.headers(type), scrape.apply(type));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable t) { // the gauges are the application's
            failed.increment();
            if (logging.isTime()) {
                LOG.error("metrics could not be scraped, {} times so far", failed.sum(), t);
            }
            return Problems.noMetrics();
        }
    }
}
