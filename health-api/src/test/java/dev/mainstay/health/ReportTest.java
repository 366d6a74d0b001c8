// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private final Scripted check = new Scripted(Health.up());
    private final Rig rig = new Rig(m -> m.readiness("b", check).readiness("a", Health::up));

    @Test
    void report_whileNothingChanges_isTheSameObject() {
        HealthReport ready = rig.monitor.report(Probe.READINESS);
        HealthReport overall = rig.monitor.report();

        rig.pass(ofSeconds(60));
        check.says = Health.up().with("used", 7);
        rig.refresh();

        assertThat(check.runs).hasValueGreaterThan(5);
        assertThat(rig.monitor.report(Probe.READINESS)).isSameAs(ready);
        assertThat(rig.monitor.report()).isSameAs(overall);
    }

    @Test
    void report_ofAnotherProbe_isTheSameObjectWhenOneChanges() {
        HealthReport live = rig.monitor.report(Probe.LIVENESS);
        HealthReport ready = rig.monitor.report(Probe.READINESS);

        check.says = Health.degraded("slow");
        rig.refresh();

        assertThat(rig.monitor.report(Probe.LIVENESS)).isSameAs(live);
        assertThat(rig.monitor.report(Probe.READINESS)).isNotSameAs(ready);
    }

    @Test
    void report_handedOut_neverChanges() {
        HealthReport before = rig.monitor.report(Probe.READINESS);

        check.says = Health.degraded("slow");
        rig.refresh();
        rig.monitor.addReadiness("c", Health::up);
        rig.monitor.remove("a");

        assertThat(before.status()).isEqualTo(Status.UP);
        assertThat(before.checks()).hasToString("[a=UP, b=UP]");
        assertThat(rig.monitor.report(Probe.READINESS).checks())
                .hasToString("[b=DEGRADED, c=UNKNOWN]");
        assertThatThrownBy(() -> before.checks().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void check_byItsName_isFoundInSortedRows() {
        rig.monitor.addReadiness("a-b", Health::up);
        rig.monitor.addReadiness("0", Health::up);
        HealthReport report = rig.monitor.report(Probe.READINESS);

        assertThat(report.checks())
                .extracting(CheckReport::name)
                .containsExactly("0", "a", "a-b", "b");
        assertThat(report.checks())
                .allSatisfy(row -> assertThat(report.check(row.name())).containsSame(row));
        assertThat(report.check("aa")).isEmpty();
        assertThat(report.check("")).isEmpty();
        assertThat(report.check("zzz")).isEmpty();
    }

    @Test
    void since_ofReportAndCheck_isWhenTheStatusChanged() {
        rig.pass(ofSeconds(30));
        Instant before = rig.monitor.report(Probe.READINESS).since();
        check.says = Health.degraded("slow");
        rig.refresh();

        HealthReport report = rig.monitor.report(Probe.READINESS);
        assertThat(report.since()).isEqualTo(before.plus(ofSeconds(30)));
        assertThat(report.check("b").orElseThrow().since()).isEqualTo(report.since());
        assertThat(report.check("a").orElseThrow().since()).isEqualTo(before);
        assertThat(report.probe()).contains(Probe.READINESS);
        assertThat(rig.monitor.report().probe()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void report_whateverTheNumberOfChecks_allocatesNothing(int checks) {
        var many =
                new Rig(
                        m -> {
                            for (int i = 0; i < checks; i++) {
                                m.readiness("check-" + i, Health::up);
                            }
                            return m;
                        });
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int found = read(many.monitor, 20_000);
        threads.getThreadAllocatedBytes(thread);

        long before = threads.getThreadAllocatedBytes(thread);
        found += read(many.monitor, 20_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(found).isEqualTo(40_000);
        assertThat(allocated).as("bytes by 20,000 reads").isLessThan(20_000);
    }

    @Test
    void details_withinASecond_areTheSameObject() {
        HealthDetails details = rig.monitor.details(Probe.READINESS);
        rig.time.advance(ofMillis(999));
        check.says = Health.up().with("used", 7);
        rig.refresh();
        assertThat(rig.monitor.details(Probe.READINESS)).isSameAs(details);

        rig.time.advance(ofMillis(1));

        assertThat(rig.monitor.details(Probe.READINESS)).isNotSameAs(details);
        assertThat(rig.details("b").details()).containsEntry("used", 7);
    }

    @Test
    void details_whenSomethingWasPublished_areOfThatReport() {
        rig.monitor.details(Probe.READINESS);
        check.says = Health.degraded("slow");
        rig.refresh();

        HealthDetails details = rig.monitor.details(Probe.READINESS);

        assertThat(details.report()).isSameAs(rig.monitor.report(Probe.READINESS));
        assertThat(details.checks()).hasToString("[a=UP, b=DEGRADED (slow)]");
    }

    @Test
    void details_ofACheck_tellWhenItRanAndHowLong() {
        var slow = new Rig[1];
        slow[0] = new Rig(m -> m);
        slow[0].monitor.addReadiness(
                "slow",
                () -> {
                    slow[0].time.advance(ofMillis(300));
                    return Health.up();
                });
        assertThat(slow[0].message("slow")).isEqualTo("no outcome yet");
        assertThat(slow[0].details("slow").checkedAt()).isEmpty();
        assertThat(slow[0].details("slow").duration()).isEmpty();
        slow[0].tick();

        CheckDetails details = slow[0].details("slow");

        assertThat(details.checkedAt()).contains(slow[0].time.now());
        assertThat(details.duration()).contains(ofMillis(300));
        assertThat(details.stuckFor()).isEmpty();
        assertThat(details.message()).isEmpty();
    }

    private static int read(HealthMonitor monitor, int times) {
        int found = 0;
        for (int i = 0; i < times; i++) {
            found += monitor.report(Probe.READINESS).status() == null ? 0 : 1;
        }
        return found;
    }
}
