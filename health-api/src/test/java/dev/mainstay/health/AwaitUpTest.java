// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class AwaitUpTest {
    @Test
    void awaitUp_untilAllChecksHavePassed_returnsTrue() throws Exception {
        var runs = new Scripted(Health.degraded("slow"));
        try (HealthMonitor monitor = HealthMonitor.builder().readiness("a", runs).build()) {
            monitor.start();

            assertThat(monitor.awaitUp(Probe.READINESS, ofSeconds(30))).isTrue();

            assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.DEGRADED);
            assertThat(monitor.awaitUp(Probe.STARTUP, ofSeconds(30))).isTrue();
        }
    }

    @Test
    void awaitUp_whenTheTimePasses_returnsFalse() throws Exception {
        try (HealthMonitor monitor = HealthMonitor.builder().build()) {
            assertThat(monitor.awaitUp(Probe.READINESS, ofMillis(20))).isFalse();
        }
    }

    @Test
    void awaitUp_ofWhatIsUp_returnsAtOnceHoweverLongTheTimeout() throws Exception {
        try (HealthMonitor monitor = HealthMonitor.builder().build()) {
            Duration forEver = ChronoUnit.FOREVER.getDuration();

            assertThat(monitor.awaitUp(Probe.LIVENESS, forEver)).isTrue();
            assertThat(Run.within(forEver).remaining()).isPositive();
        }
    }

    @Test
    void awaitUp_ofSomethingStaleThatNobodyHasLookedAt_returnsFalse() throws Exception {
        var executor = new HandExecutor();
        var rig = new Rig(m -> m.readiness("a", Health::up).executor(executor));
        executor.runAll();
        assertThat(rig.ready()).isEqualTo(Status.UP);
        rig.time.advance(ofSeconds(22));

        assertThat(rig.monitor.awaitUp(Probe.READINESS, ofMillis(1))).isFalse();
    }

    @Test
    void awaitUp_interrupted_throws() {
        try (HealthMonitor monitor = HealthMonitor.builder().build()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> monitor.awaitUp(Probe.READINESS, ofSeconds(30)))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void awaitUp_withoutATimeout_isRefused() {
        try (HealthMonitor monitor = HealthMonitor.builder().build()) {
            assertThatThrownBy(() -> monitor.awaitUp(Probe.READINESS, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must be positive, but was PT0S");
        }
    }
}
