// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final HealthMonitor health = HealthMonitor.builder().build();
    private final ShutdownCoordinator shutdown =
            ShutdownCoordinator.builder(health)
                    .endsProcess(false)
                    .timeout(Duration.ofMillis(500))
                    .propagationDelay(Duration.ZERO)
                    .build();

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void meters_beforeAShutdown_tellWhatIsInFlightAlone() {
        ShutdownMetrics.of(shutdown).bindTo(registry);
        InFlight.Token job = shutdown.inFlight().begin();

        assertThat(gauge("in.flight")).isEqualTo(1);
        assertThat(registry.get("mainstay.shutdown.drain").timeGauge().value()).isZero();
        assertThat(counter("late")).isZero();
        assertThat(counter("refused")).isZero();
        assertThat(counter("cut")).isZero();
        job.close();
        assertThat(gauge("in.flight")).isZero();
    }

    @Test
    void meters_afterAShutdownThatCutWork_tellSo() throws InterruptedException {
        ShutdownMetrics.of(shutdown).bindTo(registry);
        ShutdownMetrics.of(shutdown).bindTo(registry);
        shutdown.inFlight().begin("job 42");

        shutdown.requestShutdown("test");
        assertThat(shutdown.await(Duration.ofSeconds(20))).isPresent();
        shutdown.inFlight().tryBegin();

        assertThat(gauge("in.flight")).isEqualTo(1);
        assertThat(counter("late")).isEqualTo(1);
        assertThat(counter("refused")).isEqualTo(1);
        assertThat(counter("cut")).isEqualTo(1);
        double drain = registry.get("mainstay.shutdown.drain").timeGauge().value();
        assertThat(drain).isGreaterThan(0.1).isLessThan(20);
        assertThat(registry.get("mainstay.shutdown.drain").timeGauge().value()).isEqualTo(drain);
    }

    private double gauge(String name) {
        return registry.get("mainstay.shutdown." + name).gauge().value();
    }

    private double counter(String name) {
        return registry.get("mainstay.shutdown." + name).functionCounter().count();
    }
}
