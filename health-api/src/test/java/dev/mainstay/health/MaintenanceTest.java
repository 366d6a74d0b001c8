// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private final Scripted check = new Scripted(Health.up());
    private final Rig rig =
            new Rig(
                    it ->
                            it.liveness("self", Health::up)
                                    .readiness("a", check, o -> o.failureThreshold(1)));
    private final HealthMonitor monitor = rig.monitor;

    @Nested
    class OfReadiness {
        @Test
        void maintenance_whileItIsOn_keepsReadinessDownAndSaysWhy() {
            Maintenance maintenance = monitor.maintenance("reindexing", ofMinutes(10));

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            assertThat(rig.live()).isEqualTo(Status.UP);
            assertThat(rig.startup()).isEqualTo(Status.UP);
            assertThat(rig.message("mainstay-maintenance"))
                    .isEqualTo("reindexing (until 2026-11-22T03:50:00Z)");
            assertThat(maintenance.until()).isEqualTo(Instant.parse("2026-11-22T03:50:00Z"));
            assertThat(maintenance.reason()).isEqualTo("reindexing");
        }

        /** A reader sees it at the very moment, also where no scheduler ticks any more. */
        @Test
        void maintenance_whoseTimeHasPassed_isOverForTheNextReader() {
            monitor.maintenance("reindexing", ofSeconds(20));
            rig.time.advance(ofSeconds(20).minusNanos(1));
            assertThat(rig.ready()).isEqualTo(Status.DOWN);

            rig.time.advance(Duration.ofNanos(1));

            assertThat(rig.ready()).isEqualTo(Status.UP);
            assertThat(monitor.report().check("mainstay-maintenance")).isEmpty();
            assertThat(monitor.details().history().get(3))
                    .hasToString("'mainstay-maintenance' DOWN -> UP after 20s");
        }

        @Test
        void maintenance_withoutAReader_isOverWithinFiveSecondsOfTicks() {
            monitor.maintenance("reindexing", ofMinutes(10));

            rig.pass(ofMinutes(10).plusSeconds(5));

            assertThat(monitor.core().report(Probe.READINESS).status()).isEqualTo(Status.UP);
        }

        @Test
        void end_beforeItsTime_bringsReadinessBack() {
            Maintenance maintenance = monitor.maintenance("reindexing", ofMinutes(10));

            assertThat(maintenance.end()).isTrue();

            assertThat(rig.ready()).isEqualTo(Status.UP);
            assertThat(maintenance.end()).isFalse();
        }

        @Test
        void end_afterItsTime_saysThatItWasOver() {
            Maintenance maintenance = monitor.maintenance("reindexing", ofSeconds(10));
            rig.time.advance(ofSeconds(10));

            assertThat(maintenance.end()).isFalse();
            assertThat(rig.ready()).isEqualTo(Status.UP);
        }

        @Test
        void maintenance_besideAnother_lastsUntilBothAreOver() {
            Maintenance first = monitor.maintenance("reindexing", ofMinutes(10));
            Maintenance second = monitor.maintenance("moving", ofMinutes(5));
            assertThat(rig.message("mainstay-maintenance")).startsWith("reindexing");

            first.end();
            rig.time.advance(ofSeconds(1));
            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            assertThat(rig.message("mainstay-maintenance")).startsWith("moving");

            second.end();
            assertThat(rig.ready()).isEqualTo(Status.UP);
        }

        @Test
        void maintenance_ofTheSameWords_isNotEndedByTheOther() {
            Maintenance first = monitor.maintenance("reindexing", ofMinutes(10));
            Maintenance second = monitor.maintenance("reindexing", ofMinutes(10));

            assertThat(first.end()).isTrue();

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            assertThat(second.end()).isTrue();
        }

        @Test
        void maintenance_overAFailingCheckAndAClosedGate_leavesThemAsTheyAre() {
            monitor.gate("draining").close("deploy");
            monitor.maintenance("reindexing", ofMinutes(10)).end();

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            assertThat(rig.of("draining")).isEqualTo(Status.DOWN);
        }

        @Test
        void remove_ofTheGateOfAMaintenance_changesNothing() {
            monitor.maintenance("reindexing", ofMinutes(10));

            assertThat(monitor.remove("mainstay-maintenance")).isFalse();
            assertThat(rig.ready()).isEqualTo(Status.DOWN);
        }

        @Test
        void maintenance_beforeTheStart_counts() {
            HealthMonitor unstarted =
                    TestMonitors.onFakeTime(rig.time).readiness("a", Health::up).build();
            unstarted.maintenance("warming", ofSeconds(10));
            unstarted.start();
            TestMonitors.tick(unstarted);

            assertThat(unstarted.report(Probe.READINESS).status()).isEqualTo(Status.DOWN);
            rig.time.advance(ofSeconds(10));
            assertThat(unstarted.report(Probe.READINESS).status()).isEqualTo(Status.UP);
        }

        @Test
        void maintenance_afterTheClose_doesNotReviveReadiness() {
            monitor.close();
            monitor.maintenance("reindexing", ofSeconds(10));
            rig.time.advance(ofSeconds(10));

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            assertThat(rig.live()).isEqualTo(Status.UP);
        }

        @Test
        void maintenance_outOfItsLimits_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> monitor.maintenance("x", ZERO))
                    .withMessage("duration must be between PT0.001S and PT720H, but was PT0S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> monitor.maintenance("x", ofDays(31)));
            for (int i = 0; i < 100; i++) {
                monitor.maintenance("one of many", ofMinutes(1));
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> monitor.maintenance("x", ofMinutes(1)))
                    .withMessage("at most 100 may be on at a time");
        }
    }

    @Nested
    class OfACheck {
        @Test
        void mutedCheck_thatIsDown_countsAsUpAndIsShownAsItIs() {
            monitor.mute("a", ofMinutes(10));
            down();

            assertThat(rig.ready()).isEqualTo(Status.UP);
            CheckReport row = monitor.report().check("a").orElseThrow();
            assertThat(row.status()).isEqualTo(Status.DOWN);
            assertThat(row.impact()).isEqualTo(Impact.INFORMS);
            assertThat(row.mutedUntil()).contains(Instant.parse("2026-11-22T03:50:00Z"));
        }

        @Test
        void mute_ofACheckThatIsDown_bringsReadinessBackAtOnce() {
            down();
            assertThat(rig.ready()).isEqualTo(Status.DOWN);

            monitor.mute("a", ofMinutes(10));

            assertThat(rig.ready()).isEqualTo(Status.UP);
        }

        @Test
        void mutedCheck_whoseTimeHasPassed_countsAgainForTheNextReader() {
            monitor.mute("a", ofSeconds(15));
            down();
            rig.time.advance(ofSeconds(15));

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            CheckReport row = monitor.report().check("a").orElseThrow();
            assertThat(row.mutedUntil()).isEmpty();
            assertThat(row.impact()).isEqualTo(Impact.REQUIRED);
        }

        @Test
        void mutedAgain_withAnotherEnd_hasThatOne() {
            monitor.mute("a", ofMinutes(10));
            monitor.mute("a", ofSeconds(5));
            down();
            rig.time.advance(ofSeconds(5));

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
        }

        @Test
        void mutedAgain_withALaterEnd_staysMutedPastTheFirst() {
            monitor.mute("a", ofSeconds(5));
            monitor.mute("a", ofSeconds(15));
            down();
            rig.time.advance(ofSeconds(10));

            assertThat(rig.ready()).isEqualTo(Status.UP);
        }

        @Test
        void unmute_ofAMutedCheck_countsItAgain() {
            monitor.mute("a", ofMinutes(10));
            down();

            assertThat(monitor.unmute("a")).isTrue();

            assertThat(rig.ready()).isEqualTo(Status.DOWN);
            assertThat(monitor.unmute("a")).isFalse();
            assertThat(monitor.unmute("nothing")).isFalse();
        }

        @Test
        void mutedCheck_removed_comesBackUnmutedAndIsNotRevived() {
            monitor.mute("a", ofSeconds(10));
            monitor.remove("a");
            rig.time.advance(ofSeconds(10));
            assertThat(monitor.report().check("a")).isEmpty();

            monitor.addReadiness("a", Health::up);
            assertThat(monitor.report().check("a").orElseThrow().mutedUntil()).isEmpty();
        }

        @Test
        void mutedLivenessCheck_thatIsDown_restartsNobody() {
            monitor.addLiveness("loop", () -> Health.down("stuck"), o -> o.failureThreshold(1));
            rig.tick();
            assertThat(rig.live()).isEqualTo(Status.DOWN);

            monitor.mute("loop", ofMinutes(10));

            assertThat(rig.live()).isEqualTo(Status.UP);
        }

        @Test
        void mute_ofWhatIsNoCheck_isRefused() {
            monitor.gate("draining");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> monitor.mute("draining", ofMinutes(1)))
                    .withMessage("no check is named 'draining'");
            assertThatIllegalArgumentException().isThrownBy(() -> monitor.mute("a", ofDays(31)));
        }

        private void down() {
            check.says = Health.down("gone");
            rig.refresh();
        }
    }
}
