// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HealthMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Scripted check = new Scripted(Health.up());
    private final Rig rig =
            new Rig(m -> m.liveness("a", check, o -> o.failureThreshold(1)).readiness("a", check));

    HealthMetricsTest() {
        HealthMetrics.of(rig.monitor).bindTo(registry);
    }

    @Test
    void status_followsWhatIsPublished() {
        assertThat(status("a", "liveness")).isEqualTo(1);
        assertThat(status("a", "readiness")).isEqualTo(1);

        check.says = Health.degraded("slow");
        rig.refresh();
        assertThat(status("a", "readiness")).isEqualTo(0.5);
        check.says = Health.down("gone");
        rig.refresh();
        assertThat(status("a", "readiness")).isEqualTo(0);
        rig.monitor.addReadiness("b", check);
        assertThat(status("b", "readiness")).isEqualTo(-1);
    }

    @Test
    void runs_areCountedAndTimedByOutcome() {
        rig.monitor.addReadiness(
                "slow",
                () -> {
                    rig.time.advance(ofSeconds(1));
                    return Health.up();
                });
        rig.tick();
        check.says = Health.down("gone");
        rig.refresh();
        check.says = Health.unknown("cannot tell");
        rig.refresh();
        rig.refresh();

        assertThat(runs("a", "up")).isEqualTo(1);
        assertThat(runs("a", "down")).isEqualTo(1);
        assertThat(runs("a", "unknown")).isEqualTo(2);
        assertThat(runs("a", "degraded")).isZero();
        assertThat(
                        registry.get("mainstay.health.runs")
                                .tags("check", "slow", "outcome", "up")
                                .functionTimer()
                                .totalTime(TimeUnit.SECONDS))
                .isEqualTo(4);
    }

    @Test
    void timeoutsAndStuckRuns_areCounted() {
        var own = new SimpleMeterRegistry();
        var time = new FakeTime();
        var hanging = new Hanging();
        HealthMonitor monitor = begunAndBound(time, hanging, own);
        for (int i = 0; i < 4; i++) {
            time.advance(ofSeconds(2));
            TestMonitors.tick(monitor);
        }

        assertThat(own.get("mainstay.health.timeouts").tag("check", "hung").functionCounter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
        assertThat(
                        own.get("mainstay.health.runs")
                                .tags("check", "hung", "outcome", "timeout")
                                .functionTimer()
                                .count())
                .isEqualTo(1);
        hanging.letGo(1);
        monitor.close();
    }

    @Test
    void registry_withAnotherRunningMonitorsMeters_isRefused() {
        HealthMonitor other = HealthMonitor.builder().readiness("a", Health::up).build();

        assertThatThrownBy(() -> HealthMetrics.of(other).bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the registry must have the meters of one monitor, but has another's");
    }

    @Test
    void registry_afterItsMonitorWasClosed_takesTheNextOnes() {
        var own = new SimpleMeterRegistry();
        HealthMonitor first = HealthMonitor.builder().readiness("a", Health::up).build();
        HealthMetrics.of(first).bindTo(own);
        first.close();

        HealthMonitor second = HealthMonitor.builder().readiness("b", Health::up).build();
        HealthMetrics.of(second).bindTo(own);

        assertThat(own.getMeters())
                .noneMatch(meter -> "a".equals(meter.getId().getTag("check")))
                .anyMatch(meter -> "b".equals(meter.getId().getTag("check")));
        assertThat(own.find("mainstay.health.stuck").gauges()).hasSize(1);
    }

    @Test
    void stuck_isTheNumberOfRunsThatAreNotBack() {
        var own = new SimpleMeterRegistry();
        var time = new FakeTime();
        var hanging = new Hanging();
        HealthMonitor monitor = begunAndBound(time, hanging, own);
        assertThat(own.get("mainstay.health.stuck").gauge().value()).isZero();

        time.advance(ofSeconds(2));
        TestMonitors.tick(monitor);
        assertThat(own.get("mainstay.health.stuck").gauge().value()).isEqualTo(1);
        hanging.letGo(1);

        Awaitility.await().until(() -> own.get("mainstay.health.stuck").gauge().value() == 0);
        monitor.close();
    }

    @Test
    void bindTo_again_countsOnce() {
        List<Meter> meters = List.copyOf(registry.getMeters());

        HealthMetrics.of(rig.monitor).bindTo(registry);
        HealthMetrics.of(rig.monitor).bindTo(registry);
        rig.refresh();

        assertThat(registry.getMeters()).hasSameSizeAs(meters);
        assertThat(runs("a", "up")).isEqualTo(2);
    }

    @Test
    void bindTo_aSecondRegistry_showsTheSame() {
        var second = new SimpleMeterRegistry();

        HealthMetrics.of(rig.monitor).bindTo(second);

        assertThat(second.getMeters()).hasSameSizeAs(registry.getMeters());
    }

    @Test
    void meters_followChecksThatAreAddedAndRemoved() {
        int before = registry.getMeters().size();
        rig.monitor.addReadiness("b", check);
        rig.tick();
        assertThat(runs("b", "up")).isEqualTo(1);

        rig.monitor.remove("b");
        assertThat(registry.find("mainstay.health.runs").tag("check", "b").meters()).isEmpty();
        assertThat(registry.getMeters()).hasSize(before);
        rig.monitor.addReadiness("b", check);

        assertThat(runs("b", "up")).as("counts of the new check").isZero();
        assertThat(status("b", "readiness")).isEqualTo(-1);
    }

    /** Registries of the Prometheus kind refuse a name with changing tag keys. */
    @Test
    void meters_ofOneName_haveTheSameTagKeys() {
        rig.monitor.addReadiness("b", check);

        registry.getMeters().stream()
                .collect(Collectors.groupingBy(meter -> meter.getId().getName()))
                .forEach(
                        (name, meters) ->
                                assertThat(meters.stream().map(HealthMetricsTest::keys).distinct())
                                        .as(name)
                                        .hasSize(1));
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsOnly(
                        "mainstay.health.status",
                        "mainstay.health.runs",
                        "mainstay.health.timeouts",
                        "mainstay.health.stuck");
    }

    private static List<String> keys(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).toList();
    }

    private double status(String name, String probe) {
        return registry.get("mainstay.health.status")
                .tags("check", name, "probe", probe)
                .gauge()
                .value();
    }

    private double runs(String name, String outcome) {
        return registry.get("mainstay.health.runs")
                .tags("check", name, "outcome", outcome)
                .functionTimer()
                .count();
    }

    /** A monitor whose one check is under way. */
    private static HealthMonitor begunAndBound(
            FakeTime time, Hanging hanging, SimpleMeterRegistry registry) {
        HealthMonitor monitor =
                TestMonitors.onFakeTime(time, () -> 0.5).readiness("hung", hanging).build();
        HealthMetrics.of(monitor).bindTo(registry);
        monitor.start();
        TestMonitors.tick(monitor);
        Awaitility.await().until(() -> hanging.runs.get() == 1);
        return monitor;
    }
}
