// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
    @Test
    void scrape_beforeAllIsBound_waitsForIt() throws Exception {
        var metrics = new ServiceMetrics();
        metrics.add(registry -> Gauge.builder("of.the.last", () -> 1).register(registry));
        var scrape = new FutureTask<>(() -> metrics.scrape("text/plain"));
        var scraper = new Thread(scrape, "early scraper");
        scraper.start();
        await().until(() -> scraper.getState() == Thread.State.WAITING);
        assertThat(scrape.isDone()).isFalse();

        metrics.bind();

        assertThat(scrape.get(10, TimeUnit.SECONDS)).contains("of_the_last 1.0");
    }
}
