// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthChange;
import dev.mainstay.health.Probe;
import dev.mainstay.health.Status;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shutdowns that leave the process alone. */
@Timeout(60)
class ShutdownCoordinatorTest {
    private final Rig rig = new Rig();

    @AfterEach
    void letTheStuckGo() {
        rig.close();
    }

    @Test
    void readiness_isDownWhenTheRequestReturns_andNothingOpensIt() {
        rig.builder.on(Phase.INGRESS, "waits", rig.release::await);
        ShutdownCoordinator shutdown = rig.builder.build();
        assertThat(rig.health.report(Probe.READINESS).status()).isEqualTo(Status.UP);

        assertThat(shutdown.requestShutdown("test")).isTrue();

        assertThat(rig.health.report(Probe.READINESS).status()).isEqualTo(Status.DOWN);
        assertThat(rig.health.report(Probe.LIVENESS).status()).isEqualTo(Status.UP);
        assertThat(rig.health.gate("shutdown").open()).isFalse();
    }

    /** Else their closing would be told as an outage. */
    @Test
    void monitor_beforeTheClients_isClosed() throws InterruptedException {
        var ofWork = new AtomicReference<Status>();
        rig.builder.on(
                Phase.WORK,
                "work",
                () -> {
                    rig.health.addLiveness("late", () -> Health.up());
                    await().until(
                                    () ->
                                            rig.health
                                                    .report(Probe.LIVENESS)
                                                    .check("late")
                                                    .isPresent());
                    ofWork.set(rig.health.report(Probe.LIVENESS).status());
                });
        rig.builder.on(
                Phase.CLIENTS,
                "redis",
                () -> rig.health.addReadiness("redis", () -> Health.down("closed")));

        ShutdownReport report = rig.run();

        assertThat(ofWork).hasValue(Status.UP);
        assertThat(Rig.outcome(report, "work")).isEqualTo(Outcome.DONE);
        assertThat(Rig.cause(report, "redis")).hasMessage("the monitor is closed");
        assertThat(rig.changes).extracting(HealthChange::name).doesNotContain("redis");
    }

    @Test
    void drain_withNothingInFlight_isNotWaitedFor() throws InterruptedException {
        ShutdownReport report = rig.run(rig.builder.timeout(ofSeconds(1_000)).build());

        assertThat(report.took()).isLessThan(ofSeconds(10));
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void drain_waitsForWhatIsInFlight_lateArrivalsIncluded() throws InterruptedException {
        ShutdownCoordinator shutdown = rig.builder.build();
        InFlight.Token early = shutdown.inFlight().begin();
        rig.register(shutdown, Phase.CLIENTS, "redis");
        shutdown.requestShutdown("test");
        InFlight.Token late = shutdown.inFlight().begin("late job");
        await().until(() -> shutdown.inFlight().isRefusing());
        assertThat(shutdown.inFlight().tryBegin().isAdmitted()).isFalse();

        early.close();
        assertThat(shutdown.await(ofMillis(100))).isEmpty();
        rig.said.add("job");
        late.close();

        ShutdownReport report = shutdown.await();
        assertThat(rig.said).containsExactly("job", "redis");
        assertThat(report.inFlightAtStart()).isEqualTo(1);
        assertThat(report.lateArrivals()).isEqualTo(2);
        assertThat(report.drained()).isEqualTo(2);
        assertThat(report.cut()).isZero();
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void drain_pastItsTime_isCut_andSaysWhatWasInFlight() throws InterruptedException {
        ShutdownCoordinator shutdown = rig.builder.timeout(ofMillis(500)).build();
        InFlight.Token unused = shutdown.inFlight().begin("job 42");

        ShutdownReport report = rig.run(shutdown);

        assertThat(report.cut()).isEqualTo(1);
        assertThat(report.cutItems()).extracting(InFlight.Item::name).containsExactly("job 42");
        assertThat(report.isForced()).isTrue();
        assertThat(report.took()).isLessThan(ofMillis(1500));
    }

    @Test
    void report_countsWhatEndedAndWhatDidNot_andNeverTheRefusedAsDrained() throws Exception {
        ShutdownCoordinator shutdown = rig.builder.timeout(ofMillis(700)).build();
        InFlight.Token early = shutdown.inFlight().begin();
        InFlight.Token unused = shutdown.inFlight().begin("job 42");
        shutdown.requestShutdown("test");
        InFlight.Token late = shutdown.inFlight().begin();
        InFlight.Token lateAndCut = shutdown.inFlight().begin("job 43");
        await().until(() -> shutdown.inFlight().isRefusing());
        for (int i = 0; i < 3; i++) {
            assertThat(shutdown.inFlight().tryBegin().isAdmitted()).isFalse();
        }
        early.close();
        late.close();

        ShutdownReport report = shutdown.await();

        lateAndCut.close();
        assertThat(report.inFlightAtStart()).isEqualTo(2);
        assertThat(report.lateArrivals()).isEqualTo(5);
        assertThat(report.refused()).isEqualTo(3);
        assertThat(report.drained()).isEqualTo(2);
        assertThat(report.cut()).isEqualTo(2);
        assertThat(report.toString())
                .contains("in flight: 2 at the start, 5 late (3 refused), 2 drained, 2 cut");
    }

    @Test
    void report_countsWhatArrivesAfterTheDrain_asLateAlone() throws InterruptedException {
        ShutdownCoordinator shutdown = rig.builder.build();
        shutdown.on(
                Phase.CLIENTS,
                "redis",
                () -> {
                    shutdown.inFlight().tryBegin();
                    shutdown.inFlight().turnAway();
                    shutdown.inFlight().begin();
                });
        shutdown.inFlight().begin().close();

        ShutdownReport report = rig.run(shutdown);

        assertThat(report.lateArrivals()).isEqualTo(3);
        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.drained()).isZero();
        assertThat(report.cut()).isZero();
    }

    @Test
    void propagationDelay_stillServes() throws InterruptedException {
        ShutdownCoordinator shutdown = rig.builder.propagationDelay(ofMillis(300)).build();
        shutdown.requestShutdown("test");

        try (InFlight.Token late = shutdown.inFlight().tryBegin()) {
            assertThat(late.isAdmitted()).isTrue();
        }

        ShutdownReport report = shutdown.await();
        assertThat(report.took()).isGreaterThanOrEqualTo(ofMillis(300));
        assertThat(report.drained()).isEqualTo(1);
    }

    @Test
    void propagationDelay_whenQuiet_endsEarly() throws InterruptedException {
        rig.builder.timeout(ofSeconds(100)).propagationDelay(ofSeconds(50));

        ShutdownReport report = rig.run(rig.builder.endDelayWhenQuietFor(ofMillis(50)).build());

        assertThat(report.took()).isBetween(ofMillis(50), ofSeconds(30));
    }

    @Test
    void request_twice_isOne() throws InterruptedException {
        rig.builder.on(Phase.WORK, "waits", rig.release::await);
        ShutdownCoordinator shutdown = rig.builder.build();
        assertThat(shutdown.isShuttingDown()).isFalse();
        assertThat(shutdown.requestShutdown("first")).isTrue();

        assertThat(shutdown.requestShutdown("second")).isFalse();

        rig.release.countDown();
        assertThat(shutdown.await().reason()).isEqualTo("first");
        assertThat(shutdown.requestShutdown("third")).isFalse();
        assertThat(shutdown.isShuttingDown()).isTrue();
    }

    @Test
    void tempFiles_areDeletedWithTheClients() throws Exception {
        ShutdownCoordinator shutdown = rig.builder.build();
        Path file = shutdown.tempFiles("coordinator-test").createFile().path();
        var duringWork = new AtomicReference<Boolean>();
        shutdown.on(Phase.WORK, "work", () -> duringWork.set(Files.exists(file)));

        assertThat(rig.run(shutdown).isClean()).isTrue();

        assertThat(duringWork).hasValue(true);
        assertThat(file).doesNotExist();
    }

    @Test
    void twoCoordinators_overOneMonitor_bothRun() throws InterruptedException {
        ShutdownCoordinator first = rig.builder.build();
        ShutdownCoordinator second =
                ShutdownCoordinator.builder(rig.health).endsProcess(false).build();
        rig.register(first, Phase.CLIENTS, "redis");
        rig.register(second, Phase.CLIENTS, "redis");

        assertThat(rig.run(first).isClean()).isTrue();
        assertThat(rig.run(second).isClean()).isTrue();

        assertThat(rig.said).containsExactly("redis", "redis");
    }

    @Test
    void gateWhoseNameBecameACheck_keepsNothingFromRunning() throws InterruptedException {
        rig.register(rig.builder.build(), Phase.CLIENTS, "unused");
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(rig.health).endsProcess(false).build();
        rig.register(shutdown, Phase.CLIENTS, "redis");
        rig.health.remove("shutdown");
        rig.health.addReadiness("shutdown", () -> Health.up());

        assertThat(rig.run(shutdown).isClean()).isTrue();

        assertThat(rig.said).containsExactly("redis");
    }

    @Test
    void threads_afterTheEnd_areGone() throws InterruptedException {
        rig.builder.on(Phase.WORK, "ends", () -> rig.said.add("ends"));

        rig.run();

        await().untilAsserted(
                        () ->
                                assertThat(Thread.getAllStackTraces().keySet())
                                        .extracting(Thread::getName)
                                        .doesNotContain(
                                                "mainstay-shutdown",
                                                "mainstay-shutdown-log",
                                                "mainstay-shutdown-ends"));
    }
}
