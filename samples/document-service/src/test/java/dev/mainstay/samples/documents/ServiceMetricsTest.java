// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.Gauge;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
    @Test
    void scrape_beforeAllIsBound_failsAtOnce() {
        var metrics = new ServiceMetrics();
        metrics.add(registry -> Gauge.builder("of.the.last", () -> 1).register(registry));
        assertThatIllegalStateException().isThrownBy(() -> metrics.scrape("text/plain"));

        metrics.bind();

        assertThat(metrics.scrape("text/plain")).contains("of_the_last 1.0");
    }
}
