// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.CapturedLog;
import io.github.resilience4j.core.EventProcessor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ResilienceMetricsTest extends BreakerFixture {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void breaker_hasNineMetersThatCountWhatHappens() {
        Breaker breaker = threeTwoMinutesTwo();
        ResilienceMetrics.of(breaker).bindTo(registry);
        assertThat(registry.getMeters()).hasSize(9);
        breaker.run(() -> time.advance(ofMillis(250)));
        Permit before = breaker.acquire();
        fail(breaker, 3);
        attempt(() -> breaker.call(() -> "refused"));
        time.advance(ofMinutes(2));
        Permit trial = breaker.acquire();
        before.success();
        trial.close();
        attempt(breaker::acquire);
        attempt(breaker::acquire);
        attempt(breaker::acquire);
        var successes =
                registry.get("mainstay.breaker.calls").tag("outcome", "success").functionTimer();
        assertThat(successes.count()).isEqualTo(1);
        assertThat(successes.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
        assertThat(
                        registry.get("mainstay.breaker.calls")
                                .tag("outcome", "failure")
                                .functionTimer()
                                .count())
                .isEqualTo(3);
        assertThat(count("mainstay.breaker.refused", "reason", "open")).isEqualTo(1);
        assertThat(count("mainstay.breaker.refused", "reason", "half_open")).isEqualTo(1);
        assertThat(count("mainstay.breaker.refused", "reason", "isolated")).isZero();
        assertThat(count("mainstay.breaker.uncounted", "reason", "stale")).isEqualTo(1);
        assertThat(count("mainstay.breaker.uncounted", "reason", "released")).isEqualTo(1);
        assertThat(count("mainstay.breaker.opened")).isEqualTo(1);
        assertThat(registry.get("mainstay.breaker.state").gauge().value()).isEqualTo(1);
    }

    @Test
    void bindTo_twice_countsOnce() {
        Breaker breaker = threeTwoMinutesTwo();
        ResilienceMetrics.of(breaker).bindTo(registry);
        ResilienceMetrics.of(breaker).bindTo(registry);
        succeed(breaker);
        assertThat(registry.getMeters()).hasSize(9);
        assertThat(
                        registry.get("mainstay.breaker.calls")
                                .tag("outcome", "success")
                                .functionTimer()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void bindTo_addsNoEventConsumer() {
        Breaker breaker = threeTwoMinutesTwo();
        ResilienceMetrics.of(breaker).bindTo(registry);
        var processor = (EventProcessor<?>) breaker.unwrap().getEventPublisher();
        assertThat(processor.hasConsumers()).isFalse();
    }

    @Test
    void names_beyondTheLimit_getNoMeters() {
        for (int i = 0; i < ResilienceMetrics.MOST_NAMES + 5; i++) {
            ResilienceMetrics.of(Breaker.named("b" + i).build()).bindTo(registry);
        }
        assertThat(registry.getMeters()).hasSize(9 * ResilienceMetrics.MOST_NAMES);
    }

    @Test
    void retrierAndSupervisor_haveMetersOfTheirOwn() {
        Retrier retrier = Retrier.named("x").attempts(1).build();
        Supervisor supervisor = Supervisor.of("s", session -> {});
        ResilienceMetrics.of(retrier).bindTo(registry);
        ResilienceMetrics.of(supervisor).bindTo(registry);
        attempt(() -> retrier.call(fails));
        assertThat(count("mainstay.retry.gave.up", "reason", "attempts")).isEqualTo(1);
        assertThat(count("mainstay.retry.retries")).isZero();
        assertThat(registry.get("mainstay.supervisor.connected").gauge().value()).isZero();
        assertThat(registry.getMeters()).hasSize(12);
    }

    @Test
    void names_beyondTheLimit_areWarnedAboutOnce() {
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < ResilienceMetrics.MOST_NAMES + 5; i++) {
                ResilienceMetrics.of(Retrier.named("r" + i).build()).bindTo(registry);
            }
            assertThat(log.all())
                    .containsOnlyOnce("200 names of a retry have meters; 'r200' and further ones");
        }
    }

    @Test
    void bindTo_afterOneThatFailed_binds() {
        SimpleMeterRegistry failing =
                new SimpleMeterRegistry() {
                    private boolean failed;

                    @Override
                    protected <T> Gauge newGauge(Meter.Id id, T obj, ToDoubleFunction<T> value) {
                        if (!failed) {
                            failed = true;
                            throw new IllegalStateException("full");
                        }
                        return super.newGauge(id, obj, value);
                    }
                };
        ResilienceMetrics metrics = ResilienceMetrics.of(threeTwoMinutesTwo());
        attempt(() -> metrics.bindTo(failing));
        metrics.bindTo(failing);
        assertThat(failing.find("mainstay.breaker.state").gauge()).isNotNull();
    }
}
