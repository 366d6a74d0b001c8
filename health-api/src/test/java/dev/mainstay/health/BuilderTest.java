// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class BuilderTest {
    private final Scripted redis = new Scripted(Health.up());

    /** The example of the monitor's documentation; the ready-made checks are of another module. */
    @Test
    void example_ofTheMonitor_runs() {
        HealthMonitor health =
                HealthMonitor.builder()
                        .liveness("deadlock", DeadlockCheck.create())
                        .readiness("redis", redis, check -> check.interval(ofSeconds(5)))
                        .build()
                        .start();

        HealthReport ready = health.report(Probe.READINESS);

        assertThat(ready.check("redis")).isPresent();
        await().until(() -> health.report().status() == Status.UP);
        health.close();
    }

    @Test
    void example_ofTheOptions_compiles() {
        HealthMonitor monitor =
                HealthMonitor.builder()
                        .readiness(
                                "redis",
                                redis,
                                options -> options.interval(ofSeconds(5)).timeout(ofMillis(500)))
                        .build();

        assertThat(monitor.report().check("redis")).isPresent();
    }

    @Test
    void example_ofACheck_works() throws Exception {
        Queue<String> queue = new ArrayDeque<>();
        HealthCheck orders = () -> queue.size() < 1_000 ? Health.up() : Health.degraded("backlog");

        assertThat(orders.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void example_ofAnOutcome_works() {
        long free = 12;

        Health health = Health.degraded("12% free, limit 20%").with("freeBytes", free);

        assertThat(health.details()).containsEntry("freeBytes", 12L);
    }

    /** A lambda becomes a check of this process by a deliberate act. */
    @Test
    void liveness_takesALambda() {
        var rig = new Rig(m -> m.liveness("a", Health::up).liveness("b", () -> Health.up()));

        assertThat(rig.live()).isEqualTo(Status.UP);
        assertThat(rig.monitor.report(Probe.LIVENESS).checks()).hasSize(2);
    }

    @Test
    void sameCheck_underOneNameForTwoProbes_isRunOnceForBoth() {
        var rig =
                new Rig(
                        m ->
                                m.liveness("a", redis, o -> o.failureThreshold(1))
                                        .readiness("a", redis));

        assertThat(redis.runs).hasValue(1);
        assertThat(rig.monitor.report().checks()).hasSize(1);
        redis.says = Health.down("gone");
        rig.refresh();
        assertThat(rig.live()).isEqualTo(Status.DOWN);
        assertThat(rig.ready()).isEqualTo(Status.DOWN);
    }

    @Test
    void anotherCheck_ofTheSameName_isRefused() {
        HealthMonitorBuilder builder = HealthMonitor.builder().readiness("a", redis);

        assertThatThrownBy(() -> builder.readiness("a", Health::up))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must be unique, but 'a' is another check's already");
        assertThatThrownBy(() -> builder.liveness("a", redis, o -> o.failureThreshold(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("options must be given with the first registration");
    }

    @Test
    void null_isRefusedWhereItIsGiven() {
        HealthMonitorBuilder builder = HealthMonitor.builder();

        assertThatThrownBy(() -> builder.readiness("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("check");
        assertThatThrownBy(() -> builder.readiness(null, redis))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> builder.onChange(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.executor(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Health.down((String) null))
                .isInstanceOf(NullPointerException.class);
    }

    private static final class DeadlockCheck implements SelfCheck {
        static SelfCheck create() {
            return new DeadlockCheck();
        }

        @Override
        public Health check() {
            return Health.up();
        }
    }
}
