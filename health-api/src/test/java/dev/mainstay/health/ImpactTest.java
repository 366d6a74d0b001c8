// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpactTest {
    @ParameterizedTest
    @CsvSource({
        "REQUIRED, UP, UP",
        "REQUIRED, DEGRADED, DEGRADED",
        "REQUIRED, UNKNOWN, UNKNOWN",
        "REQUIRED, DOWN, DOWN",
        "DEGRADES, UP, UP",
        "DEGRADES, DEGRADED, DEGRADED",
        "DEGRADES, UNKNOWN, DEGRADED",
        "DEGRADES, DOWN, DEGRADED",
        "INFORMS, UP, UP",
        "INFORMS, DEGRADED, UP",
        "INFORMS, UNKNOWN, UP",
        "INFORMS, DOWN, UP",
    })
    void weigh_ofEachStatus_isAsTheTableSays(Impact impact, Status status, Status weighed) {
        assertThat(impact.weigh(status)).isEqualTo(weighed);
    }

    @Test
    void status_order_isFromBestToWorst() {
        assertThat(Status.values())
                .containsExactly(Status.UP, Status.DEGRADED, Status.UNKNOWN, Status.DOWN);
        assertThat(Status.UNKNOWN.worse(Status.DEGRADED)).isEqualTo(Status.UNKNOWN);
        assertThat(Status.UP.worse(Status.DOWN)).isEqualTo(Status.DOWN);
        assertThat(Status.UNKNOWN.isPassing()).isFalse();
        assertThat(Status.DEGRADED.isPassing()).isTrue();
    }

    /** The remedy against all replicas turning unready at once for a dependency they share. */
    @Test
    void sharedDependency_thatOnlyDegrades_leavesTheReplicaReady() {
        var down = new Scripted(Health.down("the search cluster is away"));
        var rig =
                new Rig(
                        m ->
                                m.readiness(
                                        "search",
                                        down,
                                        o -> o.impact(Impact.DEGRADES).failureThreshold(1)));

        assertThat(rig.ready()).isEqualTo(Status.DEGRADED);
        assertThat(rig.of("search")).isEqualTo(Status.DOWN);
    }

    @Test
    void informingCheck_thatIsDown_isShownAndCountsAsUp() {
        var down = new Scripted(Health.down("nice to have"));
        var rig =
                new Rig(
                        m ->
                                m.readiness(
                                        "extra",
                                        down,
                                        o -> o.impact(Impact.INFORMS).failureThreshold(1)));

        assertThat(rig.ready()).isEqualTo(Status.UP);
        assertThat(rig.of("extra")).isEqualTo(Status.DOWN);
    }

    @Test
    void probe_withSeveralChecks_isTheWorstOfThem() {
        var rig =
                new Rig(
                        m ->
                                m.readiness("a", Health::up)
                                        .readiness("b", () -> Health.degraded("slow"))
                                        .readiness("c", () -> Health.unknown("cannot tell")));

        assertThat(rig.ready()).isEqualTo(Status.UNKNOWN);
        rig.monitor.remove("c");
        assertThat(rig.ready()).isEqualTo(Status.DEGRADED);
        rig.monitor.remove("b");
        assertThat(rig.ready()).isEqualTo(Status.UP);
    }

    /** A starting process is not restarted. */
    @Test
    void livenessCheck_thatIsUnknown_countsAsUp() {
        var rig = new Rig(m -> m.liveness("a", () -> Health.unknown("cannot tell")));

        assertThat(rig.of("a")).isEqualTo(Status.UNKNOWN);
        assertThat(rig.live()).isEqualTo(Status.UP);
    }

    @Test
    void degradedAndDown_followEachOther() {
        var check = new Scripted(Health.up());
        var rig = Rig.readiness("a", check);
        check.says = Health.degraded("slow");
        rig.refresh();
        assertThat(rig.of("a")).as("UP to DEGRADED at once").isEqualTo(Status.DEGRADED);

        check.says = Health.down("gone");
        rig.refresh();
        rig.refresh();
        assertThat(rig.of("a")).as("two failures").isEqualTo(Status.DEGRADED);
        rig.refresh();
        assertThat(rig.of("a")).as("three failures").isEqualTo(Status.DOWN);
        check.says = Health.degraded("slow");
        rig.refresh();
        assertThat(rig.of("a")).as("a success").isEqualTo(Status.DEGRADED);
    }
}
