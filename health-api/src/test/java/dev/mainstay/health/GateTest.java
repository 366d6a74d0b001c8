// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GateTest {
    private final Scripted check = new Scripted(Health.up());
    private final Rig rig = Rig.readiness("a", check);
    private final Gate gate = rig.monitor.gate("draining");

    @Test
    void gate_whenMade_isOpenAndChangesNoStatus() {
        assertThat(gate.isOpen()).isTrue();
        assertThat(rig.ready()).isEqualTo(Status.UP);
        assertThat(rig.of("draining")).isEqualTo(Status.UP);
        assertThat(gate).hasToString("draining (open)");
    }

    @Test
    void close_withAReason_makesReadinessDownAtOnceAndSaysWhy() {
        gate.close("draining for a deploy");

        assertThat(rig.ready()).isEqualTo(Status.DOWN);
        assertThat(rig.live()).isEqualTo(Status.UP);
        assertThat(rig.startup()).isEqualTo(Status.UP);
        assertThat(rig.message("draining")).isEqualTo("draining for a deploy");
        assertThat(gate).hasToString("draining (closed)");
    }

    @Test
    void open_afterAClose_bringsReadinessBack() {
        gate.close("draining");

        assertThat(gate.open()).isTrue();

        assertThat(rig.ready()).isEqualTo(Status.UP);
        assertThat(rig.details("draining").message()).isEmpty();
    }

    /** A recovering check must not turn readiness on in the middle of a shutdown. */
    @Test
    void latchedGate_whileChecksRecover_keepsReadinessDown() {
        check.says = Health.down("gone");
        rig.pass(ofSeconds(20));
        gate.latch("shutting down");
        check.says = Health.up();

        rig.pass(ofSeconds(20));

        assertThat(rig.of("a")).isEqualTo(Status.UP);
        assertThat(rig.ready()).isEqualTo(Status.DOWN);
    }

    /** Liveness that fails in a shutdown makes the orchestrator kill the drain. */
    @Test
    void latchedGate_inAShutdown_leavesLivenessUp() {
        gate.latch("shutting down");

        assertThat(rig.live()).isEqualTo(Status.UP);
        rig.monitor.close();
        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void latchedGate_openedOrClosedAgain_staysAsItIs() {
        gate.latch("shutting down");

        assertThat(gate.open()).isFalse();
        gate.close("another reason");

        assertThat(gate.isOpen()).isFalse();
        assertThat(rig.message("draining")).isEqualTo("shutting down");
    }

    @Test
    void latchedGate_removedAndMadeAgain_isStillLatched() {
        gate.latch("shutting down");

        assertThat(rig.monitor.remove("draining")).isFalse();
        Gate again = rig.monitor.gate("draining");

        assertThat(again.isOpen()).isFalse();
        assertThat(again.open()).isFalse();
        assertThat(rig.ready()).isEqualTo(Status.DOWN);
    }

    @Test
    void latch_ofAClosedGate_holds() {
        gate.close("draining");
        gate.latch("shutting down");

        assertThat(gate.open()).isFalse();
        assertThat(rig.message("draining")).isEqualTo("shutting down");
    }

    @Test
    void remove_ofAClosedGate_bringsReadinessBack() {
        gate.close("draining");

        assertThat(rig.monitor.remove("draining")).isTrue();

        assertThat(rig.ready()).isEqualTo(Status.UP);
        assertThat(rig.monitor.report().check("draining")).isEmpty();
        assertThat(rig.monitor.remove("draining")).isFalse();
    }

    @Test
    void removedGate_opened_doesNotComeBack() {
        rig.monitor.remove("draining");

        assertThat(gate.open()).isTrue();

        assertThat(rig.monitor.report().check("draining")).isEmpty();
    }

    @Test
    void removedGate_closed_takesEffect() {
        rig.monitor.remove("draining");

        gate.close("draining");

        assertThat(rig.ready()).isEqualTo(Status.DOWN);
    }

    @Test
    void removedGate_whoseNameIsAChecksNow_cannotHideTheCheck() {
        rig.monitor.remove("draining");
        rig.monitor.addReadiness("draining", Health::up);
        rig.tick();

        assertThatThrownBy(() -> gate.close("draining"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gate 'draining' was removed, and its name is a check's now");
        assertThat(rig.monitor.report().check("draining").orElseThrow().isGate()).isFalse();
        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    @Test
    void gate_ofTheSameName_isTheSameSwitch() {
        rig.monitor.gate("draining").close("draining");

        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void names_ofGatesAndChecks_areOneNamespace() {
        assertThatThrownBy(() -> rig.monitor.gate("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a gate's name must not be a check's, but 'a' is");
        assertThatThrownBy(() -> rig.monitor.addReadiness("draining", Health::up))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must be unique, but 'draining' is taken");
        assertThatThrownBy(() -> rig.monitor.gate("mainstay-closed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must not start with 'mainstay', but was 'mainstay-closed'");
    }

    @Test
    void gate_beforeTheStart_works() {
        HealthMonitor monitor =
                TestMonitors.onFakeTime(rig.time).readiness("a", Health::up).build();
        monitor.gate("warming").close("caches are cold");
        monitor.start();
        TestMonitors.tick(monitor);

        assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.DOWN);
    }
}
