// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    private final Scripted check = new Scripted(Health.up());

    @Nested
    class Changes {
        @Test
        void history_afterChanges_tellsEachInOrderWithItsCause() {
            Rig rig = new Rig(it -> it.readiness("a", check, o -> o.failureThreshold(1)));
            rig.time.advance(ofSeconds(12));
            check.says = Health.down("refused by redis://me:secret@host");
            rig.refresh();
            rig.monitor.gate("draining").close("deploy 42");

            List<HealthChange> history = rig.monitor.details().history();
            assertThat(history).hasSize(3);
            assertThat(history.get(0)).hasToString("'a' UNKNOWN -> UP after 0s");
            assertThat(history.get(1))
                    .hasToString("'a' UP -> DOWN after 12s: refused by redis://***@host");
            assertThat(history.get(2)).hasToString("'draining' UP -> DOWN after 0s: deploy 42");
        }

        @Test
        void history_whileNothingChanges_staysAsItIs() {
            Rig rig = Rig.readiness("a", check);

            rig.pass(ofSeconds(30));

            assertThat(rig.monitor.details().history()).hasSize(1);
        }

        @Test
        void history_byDefault_holdsTheLastFifty() {
            Rig rig = Rig.readiness("a", check);
            flip(rig, 30);

            List<HealthChange> history = rig.monitor.details().history();

            assertThat(history).hasSize(50);
            assertThat(history.get(49).reason()).isEmpty();
            assertThat(history.get(48).reason()).contains("reason 29");
            assertThat(history.get(0).reason()).contains("reason 5");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 3})
        void history_ofAnotherSize_holdsSoMany(int size) {
            Rig rig = new Rig(it -> it.history(size).readiness("a", check));
            flip(rig, 5);

            assertThat(rig.monitor.details().history()).hasSize(size);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 1_001})
        void history_outsideItsRange_isRefused(int size) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HealthMonitor.builder().history(size))
                    .withMessage("history must be between 0 and 1000, but was " + size);
        }

        @Test
        void history_ofAProbe_isOfWhatTheProbeHas() {
            Rig rig = new Rig(it -> it.liveness("self", check).readiness("a", check));

            assertThat(rig.monitor.details(Probe.READINESS).history())
                    .extracting(HealthChange::name)
                    .containsExactly("a");
            assertThat(rig.monitor.details(Probe.LIVENESS).history())
                    .extracting(HealthChange::name)
                    .containsExactly("self");
        }

        @Test
        void history_ofARemovedCheck_staysInTheOverallReport() {
            Rig rig = Rig.readiness("a", check);
            rig.monitor.remove("a");

            assertThat(rig.monitor.details().history()).hasSize(1);
            assertThat(rig.monitor.details(Probe.READINESS).history()).isEmpty();
        }

        private void flip(Rig rig, int times) {
            for (int i = 0; i < times; i++) {
                rig.monitor.gate("g").close("reason " + i);
                rig.monitor.gate("g").open();
            }
        }
    }

    @Nested
    class Availability {
        private final Rig rig = new Rig(it -> it.readiness("a", check, o -> o.failureThreshold(1)));

        @Test
        void availability_ofWhatWasAlwaysUp_isOne() {
            rig.pass(ofSeconds(30));

            assertThat(rig.details("a").availability()).hasValue(1);
        }

        @Test
        void availability_afterAnOutage_isTheShareThatPassed() {
            rig.pass(ofSeconds(30));
            check.says = Health.down("gone");
            rig.refresh();
            rig.pass(ofSeconds(10));

            assertThat(share()).isCloseTo(30 / 40.0, within(0.01));

            check.says = Health.degraded("slow");
            rig.refresh();
            rig.pass(ofSeconds(60));
            assertThat(share()).isCloseTo(90 / 100.0, within(0.01));
        }

        @Test
        void availability_ofWhatWentStale_countsThatAsNotAvailable() {
            rig.pass(ofSeconds(30));
            rig.time.advance(ofHours(1));
            rig.monitor.report();
            rig.time.advance(ofHours(9));

            assertThat(share()).isCloseTo(1 / 10.0, within(0.01));
        }

        @Test
        void availability_beforeTheFirstStatus_isEmpty() {
            Rig unknown = Rig.readiness("a", new Scripted(Health.unknown("cannot tell")));

            assertThat(unknown.details("a").availability()).isEqualTo(OptionalDouble.empty());
        }

        @Test
        void availability_timeBeforeTheFirstStatus_doesNotCount() {
            var late = new Scripted(Health.unknown("cannot tell"));
            Rig other = Rig.readiness("a", late);
            other.pass(ofSeconds(30));
            late.says = Health.up();
            other.pass(ofSeconds(30));

            assertThat(other.details("a").availability()).hasValue(1);
        }

        @Test
        void availability_ofAGate_isEmpty() {
            rig.monitor.gate("draining");

            assertThat(rig.details("draining").availability()).isEmpty();
        }

        private double share() {
            return rig.details("a").availability().orElseThrow();
        }
    }
}
